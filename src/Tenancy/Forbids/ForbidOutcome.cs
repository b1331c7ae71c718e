namespace SceNettyProxy.Tenancy.Forbids;

/// <summary>What became of an order to forbid.</summary>
public enum ForbidOutcome
{
    /// <summary>It is in force.</summary>
    Set,

    /// <summary>The same is forbidden already, for a time that is not extended or for ever: nothing has changed.</summary>
    AlreadyRunning,

    /// <summary>It was an order to lift, and there was something to lift.</summary>
    Lifted,

    /// <summary>It was an order to lift, and there was nothing.</summary>
    NothingToLift,
}
