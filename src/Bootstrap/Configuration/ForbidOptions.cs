using SceNettyProxy.Integration.RabbitMq;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>What is forbidden for a time or for ever: <c>forbids</c>.</summary>
internal sealed record ForbidOptions
{
    /// <summary>The file that forbids are kept in; relative to the configuration folder.</summary>
    public string File { get; init; } = "forbids.json";

    /// <summary>Where forbids arrive as messages.</summary>
    public RabbitMqOptions RabbitMq { get; init; } = new();
}
