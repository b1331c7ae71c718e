using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Integration.RabbitMq;

/// <summary>Publishes forbids, over a connection of its own each.</summary>
public static class ForbidSender
{
    /// <summary>Returns when the server has put the message into the queues of all proxies.</summary>
    /// <param name="options">At least one server.</param>
    /// <param name="database">The name that clients log in with.</param>
    /// <param name="forbid">One of <see cref="ForbidKind.None"/> lifts.</param>
    /// <exception cref="ForbidSendException">It was not sent, or no proxy has a queue.</exception>
    public static async Task SendAsync(
        RabbitMqOptions options, string database, ForbidDefinition forbid, CancellationToken cancellation)
    {
        byte[] body = Encoding.ASCII.GetBytes(ForbidJsonWriter.Write(ForbidSnapshot.Empty.With(database, ForbidSet.Of(forbid))));
        try
        {
            await using IConnection connection =
                await RabbitMqConnector.ConnectAsync(options, "sceproxy forbid send", cancellation).ConfigureAwait(false);
            await using IChannel channel = await connection.CreateChannelAsync(
                new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true),
                cancellation).ConfigureAwait(false);
            await ForbidTopology.DeclareExchangeAsync(channel, options, cancellation).ConfigureAwait(false);
            BasicProperties properties = new() { ContentType = "application/json", DeliveryMode = DeliveryModes.Persistent };
            await channel.BasicPublishAsync(options.Exchange, "", mandatory: true, properties, body, cancellation).ConfigureAwait(false);
        }
        catch (PublishException e) when (e.IsReturn)
        {
            throw new ForbidSendException($"no proxy has a queue at the exchange {options.Exchange}", e);
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException or OperationCanceledException or TimeoutException)
        {
            throw new ForbidSendException($"RabbitMQ at {options}: {RabbitMqConnector.Describe(e)}", e);
        }
    }
}
