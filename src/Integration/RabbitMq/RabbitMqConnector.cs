using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace SceNettyProxy.Integration.RabbitMq;

/// <summary>Connects to RabbitMQ. Nothing of it runs on an event loop: the client has tasks of its own.</summary>
internal static class RabbitMqConnector
{
    /// <summary>
    /// What servers allow by default. A message above the client's bound would end the connection, and come again on the next one.
    /// </summary>
    private const uint MaxMessage = 128 * 1024 * 1024;

    /// <summary>One connection to whichever server answers first, the order left to chance. It does not re-connect by itself.</summary>
    public static Task<IConnection> ConnectAsync(RabbitMqOptions options, string name, CancellationToken cancellation)
    {
        ConnectionFactory factory = new()
        {
            UserName = options.User,
            Password = options.Password,
            VirtualHost = options.VirtualHost,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedConnectionTimeout = options.Timeout,
            HandshakeContinuationTimeout = options.Timeout,
            ContinuationTimeout = options.Timeout,
            SocketReadTimeout = options.Timeout,
            SocketWriteTimeout = options.Timeout,
            RequestedHeartbeat = options.Heartbeat,
            MaxInboundMessageBodySize = MaxMessage,
        };
        return factory.CreateConnectionAsync(
            options.Servers.Select(static server => new AmqpTcpEndpoint(server.Host, server.Port)).ToList(), name, cancellation);
    }

    /// <summary>What went wrong, in one line: the causes, which the client wraps.</summary>
    public static string Describe(Exception failure) => failure switch
    {
        // Sorted: the order of the servers is another one each time.
        AggregateException all =>
            string.Join("; ", all.InnerExceptions.Select(Describe).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)),
        AuthenticationFailureException => failure.Message,
        { InnerException: { } cause } => Describe(cause),
        _ => failure.Message,
    };
}
