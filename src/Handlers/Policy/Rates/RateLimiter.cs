using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Rates;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Handlers.Policy.Rates;

/// <summary>
/// Holds a database to its rates: statements and bytes per second, statements at a time. A command that comes too early goes on with
/// the time that it has to wait for its turn, which it spends in the selector (<see cref="TurnWait"/>), or is refused. Bytes were
/// charged by <see cref="ProxySession.ChargeIn"/> and <see cref="ProxySession.ChargeOut"/> when they went over the wire.
/// </summary>
internal sealed class RateLimiter(ProxyServices services, ProxySession session) : ChannelHandlerAdapter
{
    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        if (message is ClientCommand command && session.Definition.Limits is { HasRates: true } limits && IsLimited(command)
            && !TryTake(command, limits))
            return;
        context.FireChannelRead(message);
    }

    /// <summary>What ends a transaction frees its locks, and what goes on with a statement was limited with it: both pass.</summary>
    private static bool IsLimited(ClientCommand command) => command.Code switch
    {
        CommandCode.Query or CommandCode.StmtExecute =>
            command.Batch is not { Count: 1 } batch || batch[0].Verb is not (StatementVerb.Commit or StatementVerb.Rollback),
        CommandCode.StmtBulkExecute or CommandCode.StmtPrepare => true,
        CommandCode.FieldList or CommandCode.InitDb or CommandCode.Statistics or CommandCode.ProcessInfo => true,
        _ => false,
    };

    /// <summary>False when the command was refused.</summary>
    private bool TryTake(ClientCommand command, LimitsDefinition limits)
    {
        TenantRates rates = session.Tenant.Rates;
        long now = services.RateClock.Now;
        long most = limits.Excess == RateExcess.Delay ? RateClock.Of(limits.MaxDelay) : 0;
        int size = command.Packets.ReadableBytes;
        long wait = 0;
        if (limits.BytesIn is { } bytesIn)
        {
            wait = rates.BytesIn.WaitBehind(now, size, bytesIn);
            if (wait > most)
                return Refuse(command, limits, $"{bytesIn.PerSecond} bytes in per second", wait);
        }

        if (limits.BytesOut is { } bytesOut)
        {
            long debt = limits.Excess == RateExcess.Delay ? session.NotBefore - now : rates.BytesOut.WaitBehind(now, 0, bytesOut);
            if (debt > most)
                return Refuse(command, limits, $"{bytesOut.PerSecond} bytes out per second", debt);
            wait = Math.Max(wait, debt);
        }

        if (limits.Statements is { } statements)
        {
            command.TurnCost = command.Code == CommandCode.Query ? Math.Max(1, command.Batch?.Count ?? 1) : 1;
            if (!rates.Statements.TryTake(now, command.TurnCost, statements, most, out long turn))
                return Refuse(command, limits, $"{statements.PerSecond} statements per second", turn);
            wait = Math.Max(wait, turn);
        }

        command.TurnAfter = Math.Max(0, wait);
        command.AwaitsTurn = wait > 0 || limits.ConcurrentStatements is not null;
        return true;
    }

    private bool Refuse(ClientCommand command, LimitsDefinition limits, string limit, long wait)
    {
        // What was refused has used nothing, so that whoever tries again and again is let in at the rate all the same.
        if (limits.BytesIn is { } bytesIn)
            session.Tenant.Rates.BytesIn.Return(command.Packets.ReadableBytes, bytesIn);
        session.RefuseCommand(
            command, services.Errors.RateExceeded(session.Tenant.Name, limit, RateClock.ToTimeSpan(wait)), RefusalReason.Rate);
        return false;
    }
}
