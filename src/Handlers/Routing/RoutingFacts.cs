using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Session;

namespace SceNettyProxy.Handlers.Routing;

/// <summary>What a routing decision needs to know of the session. Filled anew for each command.</summary>
internal readonly ref struct RoutingFacts
{
    /// <summary>The database names at least one replica.</summary>
    public bool HasReplicas { get; init; }

    /// <summary>SCE MASTER = 1.</summary>
    public bool MasterOnly { get; init; }

    public PinReasons Pins { get; init; }

    /// <summary>By the primary's status flags.</summary>
    public bool InTransaction { get; init; }

    /// <summary>By the primary's status flags.</summary>
    public bool AutocommitOff { get; init; }

    public bool NextTransactionPending { get; init; }

    /// <summary>Within the read-after-write window.</summary>
    public bool MayHaveWrittenLately { get; init; }

    /// <summary>Where the statement before ran; null before the first one, or when that connection is gone.</summary>
    public BackendRole? Last { get; init; }

    public TrackedState State { get; init; }
}
