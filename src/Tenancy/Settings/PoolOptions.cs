using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Tenancy.Settings;

/// <summary>
/// How connections to servers are pooled: <c>pool</c> of proxy.json, and of a database where it differs.
/// </summary>
public sealed record PoolOptions
{
    /// <summary>The highest value of <see cref="Max"/> and <see cref="Min"/>.</summary>
    public const int MaxConnections = 100_000;

    /// <summary>The longest of the times that are no timeouts: a day.</summary>
    public const double MaxSeconds = 86_400;

    /// <summary>The shortest timeout.</summary>
    public const double MinTimeoutSeconds = 0.01;

    /// <summary>The longest timeout.</summary>
    public const double MaxTimeoutSeconds = 3600;

    /// <summary>Connections per database and server, idle ones included; at least 1.</summary>
    public int Max { get; init; } = 400;

    /// <summary>Idle connections per database and server that are kept however long they are idle.</summary>
    public int Min { get; init; }

    /// <summary>An idle connection is closed after this time.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Limit for connecting to a server and logging in to it (2915).</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Limit for waiting until a connection is free (2913).</summary>
    public TimeSpan WaitTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A connection that was idle for longer is pinged before use.</summary>
    public TimeSpan CheckAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a session may keep a connection to a server that the registry no longer names.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a replica that refused a connection is left out.</summary>
    public TimeSpan ReplicaRetry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>TLS to the servers.</summary>
    public ServerTlsMode Tls { get; init; } = ServerTlsMode.Preferred;

    /// <inheritdoc cref="ServerTlsFiles(string, string, string, string)" path="/param[@name='Ca']"/>
    public string TlsCa { get; init; } = "";

    /// <inheritdoc cref="ServerTlsFiles(string, string, string, string)" path="/param[@name='Certificate']"/>
    public string TlsCertificate { get; init; } = "";

    /// <inheritdoc cref="ServerTlsFiles(string, string, string, string)" path="/param[@name='Key']"/>
    public string TlsKey { get; init; } = "";

    /// <inheritdoc cref="ServerTlsFiles(string, string, string, string)" path="/param[@name='ServerPublicKey']"/>
    public string ServerPublicKey { get; init; } = "";

    /// <summary>A server without TLS may be asked for the RSA key that the password is encrypted with. Whoever stands
    /// between could give his own and learn the password.</summary>
    public bool AllowPublicKeyRetrieval { get; init; }

    /// <summary>A server may be given the password itself (mysql_clear_password), over TLS with a verified server.</summary>
    public bool AllowClearPassword { get; init; }

    /// <summary>The PROXY header that connections begin with.</summary>
    public ServerProxyProtocol ProxyProtocol { get; init; }

    /// <summary>The files among these settings.</summary>
    public ServerTlsFiles TlsFiles => TlsCa.Length + TlsCertificate.Length + TlsKey.Length + ServerPublicKey.Length == 0
        ? ServerTlsFiles.None
        : new ServerTlsFiles(TlsCa, TlsCertificate, TlsKey, ServerPublicKey);

    /// <summary>Whether connections opened under other settings are as good as those that these would open.</summary>
    public bool ConnectsLike(PoolOptions other) =>
        Tls == other.Tls && TlsFiles == other.TlsFiles && AllowPublicKeyRetrieval == other.AllowPublicKeyRetrieval
        && AllowClearPassword == other.AllowClearPassword && ProxyProtocol == other.ProxyProtocol;

    /// <summary>These settings with what a database changes.</summary>
    public PoolOptions With(PoolDefinition changes) => new()
    {
        Max = changes.Max ?? Max,
        // A database that lowers only the upper bound lowers both.
        Min = Math.Min(changes.Min ?? Min, changes.Max ?? Max),
        Idle = changes.Idle ?? Idle,
        ConnectTimeout = changes.ConnectTimeout ?? ConnectTimeout,
        WaitTimeout = changes.WaitTimeout ?? WaitTimeout,
        CheckAfter = changes.CheckAfter ?? CheckAfter,
        Drain = changes.Drain ?? Drain,
        ReplicaRetry = changes.ReplicaRetry ?? ReplicaRetry,
        Tls = changes.Tls ?? Tls,
        TlsCa = changes.TlsCa ?? TlsCa,
        TlsCertificate = changes.TlsCertificate ?? TlsCertificate,
        TlsKey = changes.TlsKey ?? TlsKey,
        ServerPublicKey = changes.ServerPublicKey ?? ServerPublicKey,
        AllowPublicKeyRetrieval = changes.AllowPublicKeyRetrieval ?? AllowPublicKeyRetrieval,
        AllowClearPassword = changes.AllowClearPassword ?? AllowClearPassword,
        ProxyProtocol = changes.ProxyProtocol ?? ProxyProtocol,
    };
}
