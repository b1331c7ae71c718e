using System.Net.Sockets;
using DotNetty.Transport.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Bootstrap.Listeners;
using SceNettyProxy.Bootstrap.Registry;
using SceNettyProxy.Bootstrap.Threads;
using SceNettyProxy.Integration.File;
using SceNettyProxy.Integration.Quota;
using SceNettyProxy.Transport;

namespace SceNettyProxy.Bootstrap.Hosting;

/// <summary>
/// Starts the proxy in order (threads, digests, databases and forbids, sessions, listeners) and stops it in the opposite one. A start that fails
/// undoes what it did and throws.
/// </summary>
internal sealed class ProxyHost(
    ProxyOptions options,
    ITransport transport,
    IRegistryRuntime registry,
    DigestFolder digests,
    ISessionRuntime sessions,
    QuotaMonitor quotas,
    SystemdNotifier notifier,
    ILogger<ProxyHost> logger) : IHostedService
{
    private readonly List<IChannel> listeners = [];
    private ThreadGroups? threads;
    private bool sessionsStarted;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            threads = await ThreadGroups.StartAsync(transport, options.Threads).ConfigureAwait(false);
            digests.Start();
            await registry.StartAsync(cancellationToken).ConfigureAwait(false);
            sessionsStarted = true;
            await sessions.StartAsync(threads, cancellationToken).ConfigureAwait(false);
            foreach (ListenerOptions listener in options.Listeners.ToArray())
                await OpenAsync(listener, threads).ConfigureAwait(false);
            quotas.Start();
        }
        catch
        {
            await UndoAsync(cancellationToken).ConfigureAwait(false);
            throw;
        }

        HostLog.Started(logger);
        Notify(SystemdNotifier.Ready);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        HostLog.Stopping(logger);
        Notify(SystemdNotifier.Stopping);
        await UndoAsync(cancellationToken).ConfigureAwait(false);
        HostLog.Stopped(logger);
    }

    private async Task OpenAsync(ListenerOptions listener, ThreadGroups groups)
    {
        IChannelHandler initializer = sessions.CreateInitializer(listener);
        IReadOnlyList<IChannel> channels = await ListenerOpener.OpenAsync(listener, groups, initializer).ConfigureAwait(false);
        listeners.AddRange(channels);
        HostLog.ListenerOpen(logger, listener.Name, channels[0].LocalAddress.ToString(), listener.Workers);
    }

    private async Task UndoAsync(CancellationToken cancellation)
    {
        foreach (IChannel listener in listeners)
            await listener.CloseAsync().ConfigureAwait(false);
        listeners.Clear();
        await quotas.DisposeAsync().ConfigureAwait(false);
        if (sessionsStarted)
        {
            sessionsStarted = false;
            await sessions.StopAsync(cancellation).ConfigureAwait(false);
        }

        await registry.DisposeAsync().ConfigureAwait(false);
        digests.Dispose();
        if (threads is not null)
            await threads.DisposeAsync().ConfigureAwait(false);
        threads = null;
    }

    private void Notify(string state)
    {
        try
        {
            notifier.Notify(state);
        }
        catch (SocketException e)
        {
            HostLog.NotifyFailed(logger, state, e);
        }
    }
}
