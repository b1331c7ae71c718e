using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using SceNettyProxy.Tenancy.Cluster;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Integration.RabbitMq;

/// <summary>
/// The messages of one channel that are not acknowledged yet. The master stores what they ask for; another proxy keeps them until
/// it sees that this was done, so that it can do it itself when it becomes the master. Orders for one database keep their order.
/// <see cref="Add"/> on any thread, the rest by one at a time.
/// </summary>
internal sealed class ForbidDeliveries(
    IChannel channel,
    IForbidStore store,
    IMembership membership,
    TenantRegistry registry,
    TimeProvider time,
    ILogger logger)
{
    private readonly ConcurrentQueue<(ForbidMessage? Message, ulong Tag)> arrived = new();
    private readonly List<ForbidMessage> held = [];
    private string? problem;

    /// <summary>Takes a delivery. One that is no forbid is logged here, and rejected with the next look.</summary>
    public void Add(ulong tag, ReadOnlyMemory<byte> body)
    {
        try
        {
            arrived.Enqueue((ForbidMessage.Parse(tag, time.GetTimestamp(), body), tag));
        }
        catch (ForbidFormatException e)
        {
            RabbitMqLog.Poison(logger, body.Length, e.Message);
            arrived.Enqueue((null, tag));
        }
    }

    /// <summary>Does what can be done now, and acknowledges it.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        while (arrived.TryDequeue(out (ForbidMessage? Message, ulong Tag) next))
        {
            if (next.Message is { } message)
                held.Add(message);
            else
                await channel.BasicRejectAsync(next.Tag, requeue: false, cancellation).ConfigureAwait(false);
        }

        HashSet<string> waiting = new(StringComparer.Ordinal);
        for (int i = 0; i < held.Count;)
        {
            ForbidMessage message = held[i];
            await SettleAsync(message, waiting).ConfigureAwait(false);
            if (message.Orders.Count > 0)
            {
                i++;
                continue;
            }

            await channel.BasicAckAsync(message.Tag, multiple: false, cancellation).ConfigureAwait(false);
            RabbitMqLog.Acknowledged(logger, message.Tag);
            held.RemoveAt(i);
        }
    }

    /// <param name="waiting">The databases of which an earlier order waits; later ones must not overtake it.</param>
    private async Task SettleAsync(ForbidMessage message, HashSet<string> waiting)
    {
        for (int i = 0; i < message.Orders.Count;)
        {
            ForbidOrder order = message.Orders[i];
            bool isDone = !waiting.Contains(order.Database) && (membership.IsMaster
                ? await TryStoreAsync(order).ConfigureAwait(false)
                : IsSeen(order) || IsTooOld(order, message));
            if (isDone)
            {
                message.Orders.RemoveAt(i);
                continue;
            }

            waiting.Add(order.Database);
            i++;
        }
    }

    private async Task<bool> TryStoreAsync(ForbidOrder order)
    {
        // A database may be about to come, and a forbid that is lost could not be told from one that never was.
        if (registry.Find(order.Database)?.Current is null)
            RabbitMqLog.UnknownDatabase(logger, order.Database);
        try
        {
            ForbidOutcome outcome = await store.SetAsync(order.Database, order.Forbid).ConfigureAwait(false);
            problem = null;
            RabbitMqLog.Stored(logger, order.Database, order.Forbid.Kind, outcome, order.Forbid.Reason);
            return true;
        }
        catch (ForbidStoreException e)
        {
            if (problem != e.Message)
                RabbitMqLog.NotStored(logger, order.Database, e.Message);
            problem = e.Message;
            return false;
        }
    }

    private bool IsSeen(ForbidOrder order)
    {
        EquatableArray<ForbidDefinition> standing =
            [.. store.List().Where(entry => entry.Database == order.Database).Select(static entry => entry.Forbid)];
        return order.IsSeenIn(standing, ForbidDefinition.ClockOf(time));
    }

    private bool IsTooOld(ForbidOrder order, ForbidMessage message)
    {
        if (time.GetElapsedTime(message.Arrived) < order.Patience)
            return false;
        RabbitMqLog.NotSeen(logger, order.Database, order.Patience.TotalSeconds);
        return true;
    }
}
