using DotNetty.Transport.Channels;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Bootstrap.Threads;

namespace SceNettyProxy.Bootstrap.Hosting;

/// <summary>The sessions of the proxy, as the host starts and stops them.</summary>
internal interface ISessionRuntime
{
    /// <summary>Called once, with the registry read and before any listener is open.</summary>
    Task StartAsync(ThreadGroups groups, CancellationToken cancellation);

    /// <summary>The handler that builds the pipeline of each channel that the listener accepts; sharable.</summary>
    IChannelHandler CreateInitializer(ListenerOptions listener);

    /// <summary>
    /// Ends all sessions; called once, with all listeners closed. Commands that run may finish until
    /// <see cref="Tenancy.Settings.SessionOptions.StopTimeout"/> is over.
    /// </summary>
    /// <param name="cancellation">Cancelled when the host waits no longer.</param>
    Task StopAsync(CancellationToken cancellation);
}
