using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using SceNettyProxy.Testing.Network;

namespace SceNettyProxy.Testing.Servers;

/// <summary>
/// A server that follows a script: it greets, accepts any login, and answers each command with the bytes that the test
/// wants. For what no real server does: half packets, wrong numbers, silence, a close in the middle.
/// Scripts run on thread-pool threads, one at a time per connection.
/// </summary>
public sealed class FakeMySqlServer : IAsyncDisposable
{
    /// <summary>An OK packet's payload: no rows, no id, autocommit, no warnings.</summary>
    public static readonly byte[] Ok = [0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00];

    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentBag<Task> sessions = [];
    private readonly Func<FakeMySqlSession, byte[], Task> script;
    private readonly Task accepting;
    private int connections;

    private FakeMySqlServer(Func<FakeMySqlSession, byte[], Task> script, Func<FakeMySqlSession, Task>? login)
    {
        this.script = script;
        this.Login = login ?? (session => session.AcceptLoginAsync());
        this.listener.Bind(new IPEndPoint(IPAddress.Loopback, FreePort.Next()));
        this.listener.Listen(128);
        this.accepting = this.AcceptAsync();
    }

    /// <summary>The loopback port.</summary>
    public int Port => ((IPEndPoint)this.listener.LocalEndPoint!).Port;

    /// <summary>How many connections were accepted so far.</summary>
    public int ConnectionCount => Volatile.Read(ref this.connections);

    /// <summary>Every command that a script was asked to answer, whole, in the order of arrival.</summary>
    public ConcurrentQueue<byte[]> Commands { get; } = new();

    private static ReadOnlySpan<byte> ModeQuery => "SELECT @@session.sql_mode, @@lower_case_table_names"u8;

    private Func<FakeMySqlSession, Task> Login { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="script">Answers one command; the session offers what is needed. COM_QUIT never reaches it.</param>
    /// <param name="login">In the place of greeting and login; the default greets and accepts.</param>
    public static FakeMySqlServer Start(Func<FakeMySqlSession, byte[], Task> script, Func<FakeMySqlSession, Task>? login = null) =>
        new(script, login);

    /// <summary>A server that answers every command with OK.</summary>
    public static FakeMySqlServer StartAgreeable() => Start((session, _) => session.SendPacketAsync(1, Ok));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await this.stop.CancelAsync();
        this.listener.Dispose();
        await this.accepting;
        await Task.WhenAll(this.sessions);
        this.stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await this.listener.AcceptAsync(this.stop.Token);
                var number = Interlocked.Increment(ref this.connections);
                this.sessions.Add(this.ServeAsync(socket, number));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The server is being closed.
        }
    }

    private async Task ServeAsync(Socket socket, int number)
    {
        using var session = new FakeMySqlSession(socket, number, this.stop.Token);
        try
        {
            await this.Login(session);
            while (await session.ReadCommandAsync() is { } command)
            {
                // The proxy asks every new connection for its mode; no script wants to answer that.
                if (command.AsSpan(1).SequenceEqual(ModeQuery))
                {
                    await session.SendTextRowAsync("@@session.sql_mode", "STRICT_TRANS_TABLES");
                    continue;
                }

                this.Commands.Enqueue(command);
                await this.script(session, command);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or IOException or SocketException or AuthenticationException)
        {
            // The peer has gone, or the script has closed the session.
        }
    }
}
