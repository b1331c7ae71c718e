using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Tenancy.Settings;

/// <summary>What holds for every session: <c>session</c> of proxy.json.</summary>
public sealed record SessionOptions
{
    /// <summary>In <see cref="ServerVersion"/>: the version is learned from the primaries at start.</summary>
    public const string AutoVersion = "auto";

    /// <summary>The highest value of <see cref="Node"/>.</summary>
    public const int MaxNode = 1023;

    /// <summary>
    /// This proxy among those that serve the same clients: the upper 10 bits of its connection ids. Null for 0 where it knows of no
    /// others, and else for one that none of them has. Restart.
    /// </summary>
    public int? Node { get; init; }

    /// <summary>The version in the greeting, or <see cref="AutoVersion"/>.</summary>
    public string ServerVersion { get; init; } = AutoVersion;

    /// <summary>A session without a command for this time is closed.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>The same for a client that says that a person sits at it (CLIENT_INTERACTIVE).</summary>
    public TimeSpan InteractiveTimeout { get; init; } = TimeSpan.FromSeconds(28_800);

    /// <summary>
    /// The authentication plugin that the greeting names, before the user is known: <c>mysql_native_password</c> or
    /// <c>caching_sha2_password</c>.
    /// </summary>
    public string AuthPlugin { get; init; } = "mysql_native_password";

    /// <summary>
    /// The file of the RSA key by which clients without TLS encrypt their password for caching_sha2_password, an absolute
    /// path; empty for a key that is made for this process.
    /// </summary>
    public string RsaKey { get; init; } = "";

    /// <summary>From the accept to the end of the login.</summary>
    public TimeSpan LoginTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Sessions in the proxy, logged in or not; above it a client gets 1040.</summary>
    public int MaxSessions { get; init; } = 10_000;

    /// <summary>Sessions that have not logged in yet, in all.</summary>
    public int MaxUnauthenticated { get; init; } = 1000;

    /// <summary>Sessions that have not logged in yet, per client address.</summary>
    public int MaxUnauthenticatedPerAddress { get; init; } = 200;

    /// <summary>Sessions that have logged in, per client address; above it a client gets 2913. 0 is no limit.</summary>
    public int MaxSessionsPerAddress { get; init; }

    /// <summary>What a login without a database, or with one that is no entry of the registry, meets.</summary>
    public LoginWithoutDatabase LoginWithoutDatabase { get; init; } = LoginWithoutDatabase.Resolve;

    /// <summary>The error codes that clients see.</summary>
    public ErrorFlavour Errors { get; init; } = ErrorFlavour.Sce;

    /// <summary>Bytes of one statement that may be held until it can be judged.</summary>
    public long MaxHeldStatement { get; init; } = 64L << 20;

    /// <summary>Bytes of held statements of all sessions together.</summary>
    public long HeldBudget { get; init; } = 512L << 20;

    /// <summary>Statements that a session may have prepared at a time; above it a client gets 1461.</summary>
    public int MaxPreparedStatements { get; init; } = 16_382;

    /// <summary>At stop: how long commands that run may take to finish before their client gets 1053.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
