using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Integration.RabbitMq;

/// <summary>Where forbids arrive as messages: <c>forbids.rabbitmq</c> in proxy.json.</summary>
public sealed record RabbitMqOptions
{
    public const int DefaultPort = 5672;
    public const double MinSeconds = 1;
    public const double MaxSeconds = 3600;

    /// <summary>The nodes of one RabbitMQ, tried in any order; empty for none.</summary>
    public EquatableArray<Endpoint> Servers { get; init; }

    public string User { get; init; } = "";

    /// <summary>In plain text. Never in a log: <see cref="ToString"/> leaves it out.</summary>
    public string Password { get; init; } = "";

    public string VirtualHost { get; init; } = "/";

    /// <summary>The fanout exchange that forbids are published to; made where it is missing.</summary>
    public string Exchange { get; init; } = "forbid";

    /// <summary>The kind of this proxy's queue; one that exists must be of it.</summary>
    public RabbitMqQueueType QueueType { get; init; } = RabbitMqQueueType.Classic;

    /// <summary>This proxy's IP address in the name of its queue; empty for that of its first listener.</summary>
    public string Address { get; init; } = "";

    /// <summary>For connecting, and for each answer of a server.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A server that is silent for about twice this time is given up.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    public override string ToString() => string.Join(", ", Servers.Select(static server => server.ToString()));
}
