using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Handlers.Tests.Rig;

/// <summary>
/// A server in memory. By itself it accepts connects, greets, logs in whoever comes, and agrees to what the proxy sends to
/// set a session up; the answers to everything else are the test's.
/// </summary>
internal sealed class FakeServer(ProxyRig rig, Endpoint endpoint)
{
    public Endpoint Endpoint { get; } = endpoint;

    /// <summary>All connections since the start, closed ones included.</summary>
    public List<ServerConnection> Connections { get; } = [];

    /// <summary>The one that was opened last.</summary>
    public ServerConnection Latest => Connections[^1];

    public int OpenConnections => Connections.Count(static connection => connection.Channel.Active);

    /// <summary>Connects are refused.</summary>
    public bool IsDown { get; set; }

    /// <summary>Connects are not answered.</summary>
    public bool IsUnreachable { get; set; }

    /// <summary>What it says on a connect; null says nothing.</summary>
    public byte[]? Greeting { get; set; } = Wire.Greeting();

    /// <summary>Shown to a proxy that asks for TLS; null leaves to the test what follows.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>What it sends comes byte by byte.</summary>
    public bool SendsBytewise { get; set; }

    /// <summary>The answer to the login packet; null says nothing.</summary>
    public byte[]? LoginAnswer { get; set; } = Wire.Ok(2);

    /// <summary>Its sql_mode at the start of a session; null gives an error instead.</summary>
    public string? SqlMode { get; set; } = "STRICT_TRANS_TABLES";

    /// <summary>The whole answer to the question for the mode, where it is not the usual one.</summary>
    public byte[]? SqlModeAnswer { get; set; }

    /// <summary>RESET_CONNECTION and PING are answered.</summary>
    public bool AnswersHousekeeping { get; set; } = true;

    /// <summary>The answer to KILL; null leaves it to the test.</summary>
    public byte[]? KillAnswer { get; set; } = Wire.Ok();

    /// <summary>The KILLs that came, in their order.</summary>
    public string[] Kills => [.. History.Where(static command => command.StartsWith("QUERY KILL", StringComparison.Ordinal))];

    /// <summary>SET, INIT_DB and SET_OPTION are agreed to without asking the test.</summary>
    public bool AgreesToSetup { get; set; } = true;

    /// <summary>Answers a command by its text form (see <see cref="ServerConnection.History"/>); null leaves it to the
    /// test.</summary>
    public Func<string, byte[]?>? Answer { get; set; }

    /// <summary>What all connections got, in the order of the connections.</summary>
    public IEnumerable<string> History => Connections.SelectMany(static connection => connection.History);

    /// <summary>Greets as a server that offers TLS.</summary>
    public void OfferTls(X509Certificate2? certificate)
    {
        Certificate = certificate;
        Greeting = Wire.Greeting(flags: Wire.ServerFlags | Wire.Ssl);
    }

    public void OnConnect(WireChannel channel)
    {
        if (IsUnreachable)
            return;
        if (IsDown)
        {
            channel.FailConnect(new SocketException((int)SocketError.ConnectionRefused));
            return;
        }

        var connection = new ServerConnection(rig, this, channel);
        Connections.Add(connection);
        channel.CompleteConnect();
        if (Greeting is { } greeting)
            connection.Reply(greeting);
    }
}
