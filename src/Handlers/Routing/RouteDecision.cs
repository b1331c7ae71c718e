using SceNettyProxy.Handlers.Backend;

namespace SceNettyProxy.Handlers.Routing;

/// <summary>Which backend runs a command, and why.</summary>
internal readonly record struct RouteDecision(BackendRole Role, RouteReason Reason)
{
    public static RouteDecision Primary(RouteReason reason) => new(BackendRole.Primary, reason);

    public static RouteDecision Replica(RouteReason reason) => new(BackendRole.Replica, reason);
}
