using System.Text;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Rig;

/// <summary>The server's side of one connection.</summary>
internal sealed class ServerConnection : IDisposable
{
    private const byte Quit = 0x01;
    private const int TlsRequestLength = 32;

    private readonly ProxyRig rig;
    private readonly FakeServer server;
    private readonly PacketReader reader = new();
    private readonly Queue<string> unanswered = new();
    private bool hasLogin;
    private bool hasToldModes;

    public ServerConnection(ProxyRig rig, FakeServer server, WireChannel channel)
    {
        this.rig = rig;
        this.server = server;
        Channel = channel;
        channel.Sent = OnBytes;
    }

    public WireChannel Channel { get; }

    /// <summary>The server's end of TLS; null on a connection without.</summary>
    public TlsServer? Tls { get; private set; }

    /// <summary>The packet by which the proxy asked for TLS.</summary>
    public RawPacket? TlsRequest { get; private set; }

    /// <summary>The login packet that the proxy sent.</summary>
    public RawPacket? Login { get; private set; }

    /// <summary>Each command after the login: <c>QUERY SELECT 1</c>, <c>INIT_DB shop</c>, <c>SET_OPTION 0</c>, <c>PING</c>,
    /// <c>RESET</c>, <c>QUIT</c>, else <c>COM_n</c> and its bytes in hexadecimal.</summary>
    public List<string> History { get; } = [];

    /// <summary>The packets of the last commands, as they came.</summary>
    public List<RawPacket> Packets { get; } = [];

    /// <summary>That command came and the test has not answered it yet.</summary>
    public bool Awaits(string command) => Channel.Active && unanswered.Contains(command);

    /// <summary>Sends bytes, inside TLS where there is any, as one buffer and lets the proxy run.</summary>
    public void Send(params ReadOnlySpan<byte> bytes)
    {
        unanswered.Clear();
        Reply(bytes);
        rig.Run();
    }

    /// <inheritdoc cref="Send(ReadOnlySpan{byte})"/>
    public void Send(byte[] bytes) => Send(bytes.AsSpan());

    /// <summary>As <see cref="Send(ReadOnlySpan{byte})"/>; they are read when the proxy runs.</summary>
    public void Reply(ReadOnlySpan<byte> bytes) => Deliver(Tls is { } tls ? tls.Encrypt(bytes) : bytes);

    /// <summary>Sends bytes as they are and lets the proxy run.</summary>
    public void SendRaw(params ReadOnlySpan<byte> bytes)
    {
        Deliver(bytes);
        rig.Run();
    }

    /// <summary>Forgets what came so far.</summary>
    public void ClearHistory() => History.Clear();

    /// <summary>Closes the connection.</summary>
    public void HangUp()
    {
        Channel.DeliverEnd();
        rig.Run();
    }

    public void Dispose() => Tls?.Dispose();

    private void Deliver(ReadOnlySpan<byte> bytes)
    {
        if (!server.SendsBytewise)
        {
            Channel.Deliver(rig.Buffers.Copy(bytes));
            return;
        }

        foreach (byte value in bytes)
            Channel.Deliver(rig.Buffers.Copy([value]));
    }

    private void OnBytes(byte[] bytes)
    {
        if (Tls is { } tls)
            tls.Receive(bytes);
        else if (TlsRequest is null)
            OnPlain(bytes);
    }

    private void OnPlain(byte[] bytes)
    {
        foreach (RawPacket packet in reader.Add(bytes))
            OnPacket(packet);
    }

    private void OnPacket(RawPacket packet)
    {
        if (!hasLogin && packet.Payload.Length == TlsRequestLength)
        {
            TlsRequest = packet;
            if (server.Certificate is { } certificate)
                Tls = new TlsServer(certificate, bytes => Deliver(bytes), OnPlain);
            return;
        }

        if (!hasLogin)
        {
            hasLogin = true;
            Login = packet;
            if (server.LoginAnswer is { } answer)
                Reply(answer);
            return;
        }

        Packets.Add(packet);
        string command = Describe(packet.Payload);
        if (!hasToldModes && command == "QUERY SELECT @@session.sql_mode, @@lower_case_table_names")
        {
            hasToldModes = true;
            Reply(server.SqlModeAnswer is { } whole ? whole : server.SqlMode is { } mode ? Wire.Value(mode, UsesDeprecateEof()) : Wire.Error(1, 1064, "42000", "no"));
            return;
        }

        History.Add(command);
        if (packet.Payload is [Quit])
            return;
        if ((server.Answer?.Invoke(command) ?? Housekeeping(command)) is { } reply)
            Reply(reply);
        else
            unanswered.Enqueue(command);
    }

    private byte[]? Housekeeping(string command)
    {
        if (command is "RESET" or "PING")
            return server.AnswersHousekeeping ? Wire.Ok() : null;
        if (command.StartsWith("QUERY KILL ", StringComparison.Ordinal))
            return server.KillAnswer;
        if (!server.AgreesToSetup)
            return null;
        if (command.StartsWith("SET_OPTION", StringComparison.Ordinal))
            return Wire.Eof(1);
        bool isSetup = command.StartsWith("QUERY SET ", StringComparison.Ordinal)
            || command.StartsWith("INIT_DB", StringComparison.Ordinal);
        return isSetup ? Wire.Ok() : null;
    }

    private bool UsesDeprecateEof() => (BitConverter.ToUInt32(Login!.Payload) & Wire.DeprecateEof) != 0;

    private static string Describe(byte[] payload) => payload switch
    {
        [0x01] => "QUIT",
        [0x02, .. var schema] => $"INIT_DB {Encoding.UTF8.GetString(schema)}",
        [0x03, .. var sql] => $"QUERY {Encoding.UTF8.GetString(sql)}",
        [0x0E] => "PING",
        [0x1B, var option, 0x00] => $"SET_OPTION {option}",
        [0x1F] => "RESET",
        [var code, .. var rest] => $"COM_{code} {Convert.ToHexString(rest)}",
        [] => "EMPTY",
    };
}
