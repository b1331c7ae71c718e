namespace SceNettyProxy.Tenancy.Databases;

/// <summary>
/// What a database changes in the pool settings of the proxy; null keeps the proxy's value. See
/// <see cref="Settings.PoolOptions.With"/>.
/// </summary>
public sealed record PoolDefinition
{
    /// <summary>Changes nothing.</summary>
    public static PoolDefinition Inherited { get; } = new();

    /// <inheritdoc cref="Settings.PoolOptions.Max"/>
    public int? Max { get; init; }

    /// <inheritdoc cref="Settings.PoolOptions.Min"/>
    public int? Min { get; init; }

    /// <inheritdoc cref="Settings.PoolOptions.Idle"/>
    public TimeSpan? Idle { get; init; }

    /// <inheritdoc cref="Settings.PoolOptions.ConnectTimeout"/>
    public TimeSpan? ConnectTimeout { get; init; }

    /// <inheritdoc cref="Settings.PoolOptions.WaitTimeout"/>
    public TimeSpan? WaitTimeout { get; init; }

    /// <inheritdoc cref="Settings.PoolOptions.CheckAfter"/>
    public TimeSpan? CheckAfter { get; init; }

    /// <inheritdoc cref="Settings.PoolOptions.Drain"/>
    public TimeSpan? Drain { get; init; }

    /// <inheritdoc cref="Settings.PoolOptions.ReplicaRetry"/>
    public TimeSpan? ReplicaRetry { get; init; }
}
