using System.Globalization;
using RabbitMQ.Client;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Integration.RabbitMq;

/// <summary>The exchange and the queues that forbids go through, as the original named them.</summary>
public static class ForbidTopology
{
    /// <summary>How long a message waits in a queue.</summary>
    public static readonly TimeSpan MessageLifetime = TimeSpan.FromHours(1);

    /// <summary>The port that the name of a queue leaves out.</summary>
    private const int UsualPort = 61050;

    /// <summary>The queue of a proxy: <c>address_forbid</c>, or <c>address_port_forbid</c> where its port is not 61050.</summary>
    public static string QueueOf(string address, int port) => port == UsualPort
        ? $"{address}_forbid"
        : string.Create(CultureInfo.InvariantCulture, $"{address}_{port}_forbid");

    /// <summary>Makes the exchange, or finds it.</summary>
    internal static Task DeclareExchangeAsync(IChannel channel, RabbitMqOptions options, CancellationToken cancellation) =>
        channel.ExchangeDeclareAsync(options.Exchange, ExchangeType.Fanout, durable: true, cancellationToken: cancellation);

    /// <summary>Makes the queue of a proxy, or finds it, and lets it have what the exchange gets.</summary>
    internal static async Task DeclareQueueAsync(
        IChannel channel, RabbitMqOptions options, string queue, CancellationToken cancellation)
    {
        Dictionary<string, object?> arguments = new()
        {
            ["x-message-ttl"] = (long)MessageLifetime.TotalMilliseconds,
            ["x-queue-type"] = SettingName.Of(options.QueueType),
        };
        await channel.QueueDeclareAsync(
            queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellation).ConfigureAwait(false);
        await channel.QueueBindAsync(queue, options.Exchange, "", cancellationToken: cancellation).ConfigureAwait(false);
    }
}
