using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace SceNettyProxy.Integration.RabbitMq;

/// <summary>Passes deliveries on, one at a time, and the end of their coming.</summary>
/// <param name="channel">Where it consumes.</param>
/// <param name="onDelivery">Gets the delivery tag and the body, which is valid during the call.</param>
/// <param name="onEnd">Gets the reason; perhaps more than once.</param>
internal sealed class DeliveryConsumer(IChannel channel, Action<ulong, ReadOnlyMemory<byte>> onDelivery, Action<string> onEnd)
    : AsyncDefaultBasicConsumer(channel)
{
    public override Task HandleBasicDeliverAsync(
        string consumerTag,
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default)
    {
        onDelivery(deliveryTag, body);
        return Task.CompletedTask;
    }

    public override Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason)
    {
        onEnd(reason.ReplyText);
        return base.HandleChannelShutdownAsync(channel, reason);
    }

    /// <summary>The queue is gone, or its node.</summary>
    protected override Task OnCancelAsync(string[] consumerTags, CancellationToken cancellationToken = default)
    {
        onEnd("the queue is gone");
        return base.OnCancelAsync(consumerTags, cancellationToken);
    }
}
