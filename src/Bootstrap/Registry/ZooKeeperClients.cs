using DotNetty.Transport.Channels;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Integration.ZooKeeper;
using SceNettyProxy.Integration.ZooKeeper.Client;
using SceNettyProxy.Transport;

namespace SceNettyProxy.Bootstrap.Registry;

/// <summary>Makes clients of ZooKeeper by the configuration.</summary>
internal static class ZooKeeperClients
{
    /// <summary>A client that is not started yet.</summary>
    public static ZooKeeperClient Create(
        ZooKeeperSettings settings, IEventLoopGroup loop, ITransport transport, TimeProvider time, ILoggerFactory loggers) => new(
        new ZooKeeperOptions
        {
            Servers = [.. settings.Servers],
            Chroot = settings.Chroot,
            Digest = settings.Digest.Length == 0 ? null : settings.Digest,
            SessionTimeout = settings.SessionTimeout,
        },
        loop,
        transport.CreateChannel,
        time,
        Random.Shared,
        loggers.CreateLogger<ZooKeeperClient>());
}
