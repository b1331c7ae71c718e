using SceNettyProxy.Tenancy.Settings;

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

    /// <inheritdoc cref="Settings.PoolOptions.Tls"/>
    public ServerTlsMode? Tls { get; init; }

    /// <inheritdoc cref="Settings.PoolOptions.TlsCa"/>
    public string? TlsCa { get; init; }

    /// <inheritdoc cref="Settings.PoolOptions.TlsCertificate"/>
    public string? TlsCertificate { get; init; }

    /// <inheritdoc cref="Settings.PoolOptions.TlsKey"/>
    public string? TlsKey { get; init; }

    /// <inheritdoc cref="Settings.PoolOptions.ServerPublicKey"/>
    public string? ServerPublicKey { get; init; }

    /// <inheritdoc cref="Settings.PoolOptions.AllowPublicKeyRetrieval"/>
    public bool? AllowPublicKeyRetrieval { get; init; }

    /// <inheritdoc cref="Settings.PoolOptions.AllowClearPassword"/>
    public bool? AllowClearPassword { get; init; }

    /// <inheritdoc cref="Settings.PoolOptions.ProxyProtocol"/>
    public ServerProxyProtocol? ProxyProtocol { get; init; }
}
