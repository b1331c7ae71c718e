using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Handlers.Session;

/// <summary>The settings of proxy.json that sessions follow live. Any thread.</summary>
public sealed class GatewaySettings
{
    public Live<SessionOptions> Session { get; init; } = new(new SessionOptions());

    public Live<PoolOptions> Pool { get; init; } = new(new PoolOptions());

    public Live<AdminOptions> Admin { get; init; } = new(new AdminOptions());
}
