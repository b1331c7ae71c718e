using DotNetty.Buffers;
using DotNetty.Common.Concurrency;
using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>What the proxy asks a server for by itself.</summary>
internal sealed partial class BackendConnection
{
    private const string AddIgnoreSpace = "SET sql_mode=CONCAT(@@sql_mode,',IGNORE_SPACE')";

    /// <summary>Writes a command of the proxy's own; not flushed.</summary>
    public void SendInternal(InternalExchange exchange, IByteBuffer packet)
    {
        exchanges.Enqueue(exchange);
        Write(packet);
    }

    /// <summary>Asks for one row; <paramref name="done"/> gets null when it could not be had.</summary>
    public void QueryRow(string sql, Action<InternalRow?> done)
    {
        SendInternal(
            new InternalExchange(ResponseContext.Query, exchange => done(ReadRow(exchange)), keepsResponse: true),
            CommandPackets.Query(Channel!.Allocator, sql, Capabilities));
        Flush();
    }

    /// <summary>The server may forget a prepared statement. There is no answer.</summary>
    /// <param name="serverId">The server's id of it.</param>
    public void CloseStatement(uint serverId)
    {
        Write(CommandPackets.CloseStatement(Channel!.Allocator, serverId));
        Flush();
    }

    /// <summary>The server forgets the long data of a prepared statement, and its cursor. Whatever the answer is, it is
    /// swallowed.</summary>
    /// <param name="serverId">The server's id of it.</param>
    public void ResetStatement(uint serverId)
    {
        SendInternal(
            new InternalExchange(ResponseContext.SimpleOk, static _ => { }),
            CommandPackets.ResetStatement(Channel!.Allocator, serverId));
        Flush();
    }

    /// <summary>Makes the connection ready for another session and gives it to the pool; closes it where that
    /// fails.</summary>
    public void Reset()
    {
        IScheduledTask deadline = Deadline();
        List<(ResponseContext Context, IByteBuffer Packet)> steps =
            [(ResponseContext.SimpleOk, CommandPackets.Simple(Channel!.Allocator, CommandCode.ResetConnection))];
        // The login sets this mode for its flag; the reset takes it away.
        if ((Capabilities & CapabilityFlags.IgnoreSpace) != 0)
            steps.Add((ResponseContext.Query, CommandPackets.Query(Channel!.Allocator, AddIgnoreSpace, Capabilities)));
        int left = steps.Count;
        foreach ((ResponseContext context, IByteBuffer packet) in steps)
        {
            SendInternal(
                new InternalExchange(context, exchange =>
                {
                    if (exchange.IsOk && --left > 0)
                        return;
                    deadline.Cancel();
                    if (!exchange.IsOk)
                    {
                        Close();
                        return;
                    }

                    State.Reset();
                    IsFromPool = true;
                    Pool.Park(this);
                }),
                packet);
        }

        Flush();
    }

    /// <summary>Asks whether the server still answers; closes the connection if not.</summary>
    public void Ping(Action<bool> done)
    {
        IScheduledTask deadline = Deadline();
        SendInternal(
            new InternalExchange(ResponseContext.SimpleOk, exchange =>
            {
                deadline.Cancel();
                if (!exchange.IsOk)
                    Close();
                done(exchange.IsOk);
            }),
            CommandPackets.Simple(Channel!.Allocator, CommandCode.Ping));
        Flush();
    }

    private IScheduledTask Deadline() => Loop.Schedule(Close, Pool.Options.ConnectTimeout);

    private InternalRow? ReadRow(InternalExchange exchange)
    {
        if (!exchange.IsOk)
            return null;
        try
        {
            return exchange.ReadRow(Capabilities, MariaDb);
        }
        catch (MySqlProtocolException)
        {
            return null;
        }
    }
}
