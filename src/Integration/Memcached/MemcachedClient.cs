using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using DotNetty.Transport.Channels;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Codecs.Memcached;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Integration.Memcached;

/// <summary>
/// Several memcached servers, their keys spread by <see cref="KetamaRing{T}"/>. A server that fails
/// <see cref="FailuresAllowed"/> times in a row is left out: its keys belong to the others then. It is asked for its version
/// until it answers, and has its keys again. Any thread; no thread of its own.
/// </summary>
public sealed class MemcachedClient : IAsyncDisposable
{
    /// <summary>Once may be a restart: the connections are lost, and the next try succeeds.</summary>
    internal const int FailuresAllowed = 2;

    private readonly CountersOptions options;
    private readonly Func<AddressFamily, IChannel> channelFactory;
    private readonly ILogger logger;
    private readonly ConcurrentDictionary<(MemcachedServer Server, IEventLoop Loop), MemcachedConnection> connections = new();
    private readonly Lock ringing = new();
    private volatile KetamaRing<MemcachedServer> ring;
    private volatile bool isDisposed;

    /// <param name="options">The servers and their times.</param>
    /// <param name="group">The event loops that the connections live on; running until this is disposed of.</param>
    /// <param name="channelFactory">Makes channels for these loops.</param>
    /// <param name="logger">Told when a server goes and comes.</param>
    public MemcachedClient(
        CountersOptions options, IEventLoopGroup group, Func<AddressFamily, IChannel> channelFactory, ILogger logger)
    {
        this.options = options;
        this.channelFactory = channelFactory;
        this.logger = logger;
        Loops = [.. group.Items.Cast<IEventLoop>()];
        Servers = [.. options.Servers.Select(static endpoint => new MemcachedServer(endpoint))];
        ring = RingOf(Servers);
    }

    /// <summary>All servers, those left out too.</summary>
    public IReadOnlyList<MemcachedServer> Servers { get; }

    internal IReadOnlyList<IEventLoop> Loops { get; }

    /// <summary>Whose connections are used by what has no loop of its own.</summary>
    internal IEventLoop Home => Loops[0];

    /// <summary>The server that a key is on now; null when all are left out.</summary>
    public MemcachedServer? ServerOf(string key) => ring.Find(key);

    /// <summary>Sends commands together, over the connection of that loop.</summary>
    /// <returns>Their answers, in order. Who awaits them on a loop goes on there.</returns>
    /// <exception cref="MemcachedException">They were not answered, or with an error of the server's.</exception>
    internal async Task<IReadOnlyList<MemcachedReply>> SendAsync(
        MemcachedServer server, IEventLoop loop, params IReadOnlyList<MemcachedRequest> requests)
    {
        if (isDisposed)
            throw new MemcachedException("closed");
        IReadOnlyList<MemcachedReply> replies = await ConnectionOf(server, loop).SendAsync(requests);
        return replies.FirstOrDefault(static reply => reply.Kind == MemcachedReplyKind.ServerError) is { } error
            ? throw new MemcachedException(error.Message)
            : replies;
    }

    /// <summary>The items of any number of keys on one server.</summary>
    /// <exception cref="MemcachedException">They were not answered.</exception>
    internal async Task<Dictionary<string, MemcachedItem>> ReadAsync(MemcachedServer server, IEnumerable<string> keys)
    {
        Dictionary<string, MemcachedItem> found = new(StringComparer.Ordinal);
        foreach (string[] chunk in keys.Chunk(MemcachedRequest.MaxKeys))
        {
            IReadOnlyList<MemcachedReply> replies =
                await SendAsync(server, Home, MemcachedRequest.Gets(chunk)).ConfigureAwait(false);
            foreach (MemcachedItem item in replies[0].Items)
                found[item.Key] = item;
        }

        return found;
    }

    /// <summary>Closes all connections; what waits for an answer fails. With the event loops still running.</summary>
    public async ValueTask DisposeAsync()
    {
        isDisposed = true;
        foreach (((_, IEventLoop loop), MemcachedConnection connection) in connections)
        {
            if (loop.IsShuttingDown)
                continue;
            await loop.SubmitAsync(() =>
            {
                connection.Close();
                return true;
            }).ConfigureAwait(false);
        }
    }

    private static KetamaRing<MemcachedServer> RingOf(IEnumerable<MemcachedServer> servers) =>
        new([.. servers.Select(static server => (server.ToString(), server))]);

    private MemcachedConnection ConnectionOf(MemcachedServer server, IEventLoop loop) => connections.GetOrAdd(
        (server, loop),
        static (key, client) => new MemcachedConnection(
            key.Loop,
            () => ResolveAsync(key.Server.Endpoint.Host),
            key.Server.Endpoint.Port,
            client.channelFactory,
            client.options.Timeout,
            exception => client.OnAnswered(key.Server, exception)),
        this);

    private static async Task<IPAddress> ResolveAsync(string host) => IPAddress.TryParse(host, out IPAddress? address)
        ? address
        : (await Dns.GetHostAddressesAsync(host).ConfigureAwait(false))[0];

    private void OnAnswered(MemcachedServer server, MemcachedException? exception)
    {
        if (exception is null)
        {
            if (!server.Answered())
                return;
            Rebuild();
            MemcachedLog.ServerBack(logger, server);
        }
        else if (server.Failed(FailuresAllowed))
        {
            Rebuild();
            MemcachedLog.ServerOut(logger, server, exception.Message);
            ProbeLater(server);
        }
    }

    private void Rebuild()
    {
        lock (ringing)
            ring = RingOf(Servers.Where(static server => !server.IsOut));
    }

    private void ProbeLater(MemcachedServer server) => Home.Schedule(() => _ = ProbeAsync(server), options.Retry);

    private async Task ProbeAsync(MemcachedServer server)
    {
        try
        {
            await SendAsync(server, Home, MemcachedRequest.Version());
        }
        catch (MemcachedException)
        {
            if (!isDisposed)
                ProbeLater(server);
        }
    }
}
