using DotNetty.Transport.Channels;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Bootstrap.Threads;

namespace SceNettyProxy.Bootstrap.Hosting;

/// <summary>Serves nobody: every accepted channel is closed at once. Stands in where no sessions are wired.</summary>
internal sealed class ClosingRuntime : ISessionRuntime
{
    public Task StartAsync(ThreadGroups groups, CancellationToken cancellation) => Task.CompletedTask;

    public IChannelHandler CreateInitializer(ListenerOptions listener) =>
        new ActionChannelInitializer<IChannel>(channel => channel.CloseAsync());

    public Task StopAsync(CancellationToken cancellation) => Task.CompletedTask;
}
