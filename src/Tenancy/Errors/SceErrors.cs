namespace SceNettyProxy.Tenancy.Errors;

/// <summary>The proxy's own errors, one factory per code. Applications rely on codes and wording.</summary>
public static class SceErrors
{
    private const ushort ConnectionsExceededCode = 2913;
    private const string ConnectionsExceededState = "SCE13";

    /// <summary>The proxy's login to a server failed.</summary>
    public static SceError ConnectServerFailed { get; } =
        new(2901, "SCE01", "connect server failed, please check username, password and database");

    /// <summary>The database of the login is no entry of the registry.</summary>
    public static SceError DatabaseNotExisted { get; } = new(2902, "SCE02", "database is not existed");

    /// <summary>The login names no database and none could be resolved.</summary>
    public static SceError DatabaseRequired { get; } = new(2903, "SCE03", "Auth packet must contain database");

    /// <summary>USE or COM_INIT_DB of a schema that is not the tenant's.</summary>
    public static SceError DatabaseForbidden { get; } = new(2905, "SCE05", "Database is forbidden");

    /// <summary>The policy does not let the statement pass.</summary>
    public static SceError StatementForbidden { get; } = new(2906, "SCE06", "SQL statement is forbidden");

    /// <summary>CREATE TABLE without an engine where one must be named.</summary>
    public static SceError EngineMissing { get; } = new(2908, "SCE08", "Engine isn't specified.");

    /// <summary>A server went away under a session.</summary>
    public static SceError ServerGone { get; } = new(2909, "SCE09", "MySQL server has gone away");

    /// <summary>A server did not accept or answer the login in time.</summary>
    public static SceError ConnectTimeout { get; } = new(2915, "SCE15", "Connect to Backend MySQL server timeout");

    /// <summary>Wrong user or password.</summary>
    public static SceError AccessDenied(string user, string host, bool usingPassword) =>
        new(2904, "SCE04", $"Access denied for user '{user}'@'{host}' (using password: {(usingPassword ? "YES" : "NO")})");

    /// <summary>CREATE TABLE with an engine that is not allowed.</summary>
    public static SceError EngineNotSupported(string engine) =>
        new(2907, "SCE07", $"Engine '{engine}' isn't being supported");

    /// <summary>A forbid is in force.</summary>
    /// <param name="verbs">The verbs as a list: <c>['INSERT', 'UPDATE']</c> or <c>['ALL']</c>.</param>
    /// <param name="kind"><c>Database</c> or <c>Table</c>.</param>
    /// <param name="name">Its name.</param>
    /// <param name="reason">Why.</param>
    /// <param name="secondsLeft">Whole seconds until it ends; <see cref="long.MaxValue"/> for a permanent one.</param>
    public static SceError OperationForbidden(string verbs, string kind, string name, string reason, long secondsLeft) => new(
        2910,
        "SCE10",
        $"{verbs} operations in {kind} '{name}' is still forbidden because of '{reason}'. Try again {secondsLeft} seconds later.");

    /// <summary>The client's address is in no list that would admit it.</summary>
    public static SceError AddressNotAllowed(string address) =>
        new(2911, "SCE11", $"'{address}' is not in my service. Please contact administrator.");

    /// <summary>The database is disabled.</summary>
    public static SceError DatabaseDisabled(string database) => new(2912, "SCE12", $"'{database}' is disabled.");

    /// <summary>No connection may be opened or became free in time.</summary>
    public static SceError ConnectionsExceeded(string database, long limit) =>
        new(ConnectionsExceededCode, ConnectionsExceededState, $"Database '{database}' has exceeded {limit} connections");

    /// <summary>A user has as many sessions as it may have.</summary>
    public static SceError UserConnectionsExceeded(string user, long limit) =>
        new(ConnectionsExceededCode, ConnectionsExceededState, $"User '{user}' has exceeded {limit} connections");

    /// <summary>An address has as many sessions as it may have.</summary>
    public static SceError AddressConnectionsExceeded(string address, long limit) =>
        new(ConnectionsExceededCode, ConnectionsExceededState, $"Address '{address}' has exceeded {limit} connections");

    /// <summary>A rate limit is reached.</summary>
    /// <param name="limit">Which, in words: <c>100 statements per second</c>.</param>
    /// <param name="retryAfter">When it is worth another try.</param>
    public static SceError RateExceeded(string database, string limit, TimeSpan retryAfter) => new(
        2916,
        "SCE16",
        $"Database '{database}' has exceeded {limit}. Try again {(long)Math.Ceiling(retryAfter.TotalMilliseconds)} milliseconds later.");

    /// <summary>A server refused the connection or cannot be reached.</summary>
    /// <param name="server">Its host name or address.</param>
    public static SceError CannotConnect(string server) =>
        new(2914, "SCE14", $"Can't connect to MySQL server on '{server}' (111)");
}
