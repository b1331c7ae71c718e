using SceNettyProxy.Tenancy.Limits;

namespace SceNettyProxy.Tenancy.Errors;

/// <summary>
/// The errors that have two faces: the proxy's own code, or the server's nearest one that drivers know. Immutable.
/// </summary>
/// <remarks>
/// <code>
/// sce    mysql   chosen because
/// 2901   1429    the proxy could not get at the data; the client's own login was right, so not 1045
/// 2902   1049    unknown database
/// 2903   1046    no database selected
/// 2904   1045    access denied
/// 2905   1044    access denied to database
/// 2906   1148    command not allowed; 1290 (read-only) when the user may only read
/// 2907   1286    unknown storage engine
/// 2908   1286    with an empty name
/// 2909   1053    SQLSTATE 08S01 lets drivers drop the connection; 2006 and 2013 are codes a client makes up itself
/// 2910   1226    exceeded a resource; keeps the text of 2910, which says for how long
/// 2911   1130    host not allowed
/// 2912   3118    account locked
/// 2913   1040    too many connections; 1203 when they are one user's
/// 2914   1429    2003 is a code a client makes up itself
/// 2915   1429
/// 2916   1226    as 2910
/// </code>
/// </remarks>
public sealed class ErrorCatalog
{
    private const ushort ResourceExceededCode = 1226;
    private const string ResourceExceededState = "42000";

    private readonly bool mysql;

    private ErrorCatalog(ErrorFlavour flavour)
    {
        Flavour = flavour;
        mysql = flavour == ErrorFlavour.Mysql;
    }

    /// <summary>Codes 2901 to 2915.</summary>
    public static ErrorCatalog Sce { get; } = new(ErrorFlavour.Sce);

    /// <summary>The server's codes.</summary>
    public static ErrorCatalog Mysql { get; } = new(ErrorFlavour.Mysql);

    public ErrorFlavour Flavour { get; }

    /// <inheritdoc cref="SceErrors.ConnectServerFailed"/>
    public SceError ConnectServerFailed => mysql ? ServerErrors.CannotConnectToSource("login failed") : SceErrors.ConnectServerFailed;

    /// <inheritdoc cref="SceErrors.DatabaseRequired"/>
    public SceError DatabaseRequired => mysql ? ServerErrors.NoDatabaseSelected : SceErrors.DatabaseRequired;

    /// <inheritdoc cref="SceErrors.StatementForbidden"/>
    public SceError StatementForbidden => mysql ? ServerErrors.CommandNotAllowed : SceErrors.StatementForbidden;

    /// <inheritdoc cref="ServerErrors.ReadOnly"/>
    public SceError ReadOnlyUser => mysql ? ServerErrors.ReadOnly : SceErrors.StatementForbidden;

    /// <inheritdoc cref="SceErrors.EngineMissing"/>
    public SceError EngineMissing => mysql ? ServerErrors.UnknownEngine("") : SceErrors.EngineMissing;

    /// <inheritdoc cref="SceErrors.ServerGone"/>
    public SceError ServerGone => mysql ? ServerErrors.ShutdownInProgress : SceErrors.ServerGone;

    /// <inheritdoc cref="SceErrors.ConnectTimeout"/>
    public SceError ConnectTimeout => mysql ? ServerErrors.CannotConnectToSource("connect timeout") : SceErrors.ConnectTimeout;

    /// <summary>The catalog for a configured flavour.</summary>
    public static ErrorCatalog For(ErrorFlavour flavour) => flavour == ErrorFlavour.Mysql ? Mysql : Sce;

    /// <inheritdoc cref="SceErrors.DatabaseNotExisted"/>
    public SceError DatabaseNotExisted(string database) =>
        mysql ? ServerErrors.UnknownDatabase(database) : SceErrors.DatabaseNotExisted;

    /// <inheritdoc cref="SceErrors.AccessDenied"/>
    public SceError AccessDenied(string user, string host, bool usingPassword) => mysql
        ? ServerErrors.AccessDenied(user, host, usingPassword)
        : SceErrors.AccessDenied(user, host, usingPassword);

    /// <inheritdoc cref="SceErrors.DatabaseForbidden"/>
    public SceError DatabaseForbidden(string user, string host, string database) =>
        mysql ? ServerErrors.DatabaseAccessDenied(user, host, database) : SceErrors.DatabaseForbidden;

    /// <inheritdoc cref="SceErrors.EngineNotSupported"/>
    public SceError EngineNotSupported(string engine) =>
        mysql ? ServerErrors.UnknownEngine(engine) : SceErrors.EngineNotSupported(engine);

    /// <inheritdoc cref="SceErrors.OperationForbidden"/>
    public SceError OperationForbidden(string verbs, string kind, string name, string reason, long secondsLeft) =>
        AsResource(SceErrors.OperationForbidden(verbs, kind, name, reason, secondsLeft));

    /// <inheritdoc cref="SceErrors.RateExceeded"/>
    public SceError RateExceeded(string database, string limit, TimeSpan retryAfter) =>
        AsResource(SceErrors.RateExceeded(database, limit, retryAfter));

    /// <inheritdoc cref="SceErrors.AddressNotAllowed"/>
    public SceError AddressNotAllowed(string address) =>
        mysql ? ServerErrors.HostNotAllowed(address) : SceErrors.AddressNotAllowed(address);

    /// <inheritdoc cref="SceErrors.DatabaseDisabled"/>
    public SceError DatabaseDisabled(string user, string host, string database) =>
        mysql ? ServerErrors.AccountLocked(user, host) : SceErrors.DatabaseDisabled(database);

    /// <inheritdoc cref="SceErrors.ConnectionsExceeded"/>
    public SceError ConnectionsExceeded(string database, long limit) =>
        mysql ? ServerErrors.TooManyConnections : SceErrors.ConnectionsExceeded(database, limit);

    /// <summary>A limit of sessions is reached.</summary>
    public SceError ConnectionsExceeded(ConnectionExcess excess) => excess.Scope switch
    {
        ConnectionScope.User => mysql
            ? ServerErrors.TooManyUserConnections(excess.Name)
            : SceErrors.UserConnectionsExceeded(excess.Name, excess.Limit),
        ConnectionScope.Address => mysql
            ? ServerErrors.TooManyConnections
            : SceErrors.AddressConnectionsExceeded(excess.Name, excess.Limit),
        _ => ConnectionsExceeded(excess.Name, excess.Limit),
    };

    /// <inheritdoc cref="SceErrors.CannotConnect"/>
    public SceError CannotConnect(string server) =>
        mysql ? ServerErrors.CannotConnectToSource($"can't connect to '{server}'") : SceErrors.CannotConnect(server);

    private SceError AsResource(SceError error) =>
        mysql ? error with { Code = ResourceExceededCode, SqlState = ResourceExceededState } : error;
}
