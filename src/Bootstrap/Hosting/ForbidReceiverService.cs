using Microsoft.Extensions.Hosting;
using SceNettyProxy.Integration.RabbitMq;

namespace SceNettyProxy.Bootstrap.Hosting;

/// <summary>Receives forbids for as long as the proxy runs: begun behind the stores, ended before them.</summary>
internal sealed class ForbidReceiverService(ForbidReceiver receiver) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        receiver.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => receiver.DisposeAsync().AsTask();
}
