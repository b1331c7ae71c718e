using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using SceNettyProxy.Integration.Retrying;
using SceNettyProxy.Tenancy.Cluster;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Integration.RabbitMq;

/// <summary>
/// Receives forbids from RabbitMQ over one connection, which is made anew for as long as it takes. On the thread pool alone.
/// </summary>
/// <param name="options">At least one server.</param>
/// <param name="queue">The queue of this proxy, see <see cref="ForbidTopology.QueueOf"/>.</param>
/// <param name="store">Shared with the other proxies.</param>
/// <param name="membership">Says who stores.</param>
/// <param name="registry">Only for telling which databases are not known.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Gets what arrived and what is wrong, and never a password.</param>
public sealed class ForbidReceiver(
    RabbitMqOptions options,
    string queue,
    IForbidStore store,
    IMembership membership,
    TenantRegistry registry,
    TimeProvider time,
    ILogger<ForbidReceiver> logger) : IAsyncDisposable
{
    /// <summary>Between two looks whether the master has stored what is held here.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(0.5);

    /// <summary>Messages that the server sends before any is acknowledged.</summary>
    private const ushort Prefetch = 256;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan MostRetry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan GoodbyeLimit = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource ended = new();
    private readonly BackOff backOff = new(FirstRetry, MostRetry, Random.Shared);
    private Task running = Task.CompletedTask;
    private string? problem;

    /// <summary>Begins; returns at once, whether a server is there or not. Call once.</summary>
    public void Start() => running = Task.Run(RunAsync);

    /// <summary>Ends the connection; what is not acknowledged comes again at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        while (!ended.IsCancellationRequested)
        {
            string failure;
            try
            {
                failure = await ReceiveAsync(ended.Token).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // Whatever goes wrong costs one connection.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failure = RabbitMqConnector.Describe(e);
            }

            if (ended.IsCancellationRequested)
                return;
            if (failure != problem)
                RabbitMqLog.Unusable(logger, options.ToString(), failure);
            problem = failure;
            await Task.Delay(backOff.Next(), time, ended.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Receives until the connection is gone.</summary>
    /// <returns>Why it is.</returns>
    private async Task<string> ReceiveAsync(CancellationToken cancellation)
    {
        IConnection connection = await RabbitMqConnector.ConnectAsync(options, $"sceproxy {queue}", cancellation).ConfigureAwait(false);
        try
        {
            IChannel channel = await connection.CreateChannelAsync(cancellationToken: cancellation).ConfigureAwait(false);
            await ForbidTopology.DeclareExchangeAsync(channel, options, cancellation).ConfigureAwait(false);
            await ForbidTopology.DeclareQueueAsync(channel, options, queue, cancellation).ConfigureAwait(false);
            await channel.BasicQosAsync(0, Prefetch, global: false, cancellation).ConfigureAwait(false);
            return await ConsumeAsync(connection, channel, cancellation).ConfigureAwait(false);
        }
        finally
        {
            // Waits no longer than that for a server that does not answer.
            await connection.AbortAsync(GoodbyeLimit).ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<string> ConsumeAsync(IConnection connection, IChannel channel, CancellationToken cancellation)
    {
        ForbidDeliveries deliveries = new(channel, store, membership, registry, time, logger);
        Channel<bool> wake = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        string reason = "";
        void Wake() => wake.Writer.TryWrite(true);
        void End(string why)
        {
            reason = why;
            wake.Writer.TryComplete();
        }

        DeliveryConsumer consumer = new(
            channel,
            (tag, body) =>
            {
                deliveries.Add(tag, body);
                Wake();
            },
            End);
        await using ITimer looks = time.CreateTimer(_ => Wake(), null, LookInterval, LookInterval);
        membership.Changed += Wake;
        try
        {
            await channel.BasicConsumeAsync(queue, autoAck: false, consumer, cancellation).ConfigureAwait(false);
            RabbitMqLog.Receiving(logger, connection.Endpoint.ToString(), queue);
            problem = null;
            backOff.Reset();
            await foreach (bool _ in wake.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
                await deliveries.SettleAsync(cancellation).ConfigureAwait(false);
            return reason;
        }
        finally
        {
            membership.Changed -= Wake;
        }
    }
}
