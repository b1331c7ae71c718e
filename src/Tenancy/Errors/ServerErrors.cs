namespace SceNettyProxy.Tenancy.Errors;

/// <summary>Errors with the code, the SQLSTATE and the wording of the MySQL server.</summary>
public static class ServerErrors
{
    /// <summary>The code of <see cref="UnknownThread"/>.</summary>
    public const ushort UnknownThreadCode = 1094;

    public static SceError TooManyConnections { get; } = new(1040, "08004", "Too many connections");

    public static SceError BadHandshake { get; } = new(1043, "08S01", "Bad handshake");

    public static SceError NoDatabaseSelected { get; } = new(1046, "3D000", "No database selected");

    public static SceError ShutdownInProgress { get; } = new(1053, "08S01", "Server shutdown in progress");

    public static SceError CommandNotAllowed { get; } =
        new(1148, "42000", "The used command is not allowed with this MySQL version");

    public static SceError PacketTooLarge { get; } =
        new(1153, "08S01", "Got a packet bigger than 'max_allowed_packet' bytes");

    public static SceError PacketsOutOfOrder { get; } = new(1156, "08S01", "Got packets out of order");

    public static SceError ReadTimeout { get; } = new(1159, "08S01", "Got timeout reading communication packets");

    /// <summary>A command that is too short for its fields.</summary>
    public static SceError MalformedPacket { get; } = new(1835, "HY000", "Malformed communication packet.");

    /// <summary>KILL CONNECTION has ended the session.</summary>
    public static SceError ConnectionKilled { get; } = new(1927, "70100", "Connection was killed");

    /// <summary>The statement cannot be prepared.</summary>
    public static SceError NotPreparable { get; } =
        new(1295, "HY000", "This command is not supported in the prepared statement protocol yet");

    public static SceError QueryInterrupted { get; } = new(1317, "70100", "Query execution was interrupted");

    /// <summary>A statement that writes, from a user who may only read.</summary>
    public static SceError ReadOnly { get; } = new(
        1290,
        "HY000",
        "The MySQL server is running with the --read-only option so it cannot execute this statement");

    public static SceError SecureTransportRequired { get; } = new(
        3159,
        "HY000",
        "Connections using insecure transport are prohibited while --require_secure_transport=ON.");

    public static SceError AccessDenied(string user, string host, bool usingPassword) =>
        new(1045, "28000", $"Access denied for user '{user}'@'{host}' (using password: {(usingPassword ? "YES" : "NO")})");

    public static SceError DatabaseAccessDenied(string user, string host, string database) =>
        new(1044, "42000", $"Access denied for user '{user}'@'{host}' to database '{database}'");

    /// <param name="command">The command's name as the protocol documentation has it: <c>COM_STMT_PREPARE</c>.</param>
    public static SceError UnknownCommand(string command) => new(1047, "08S01", $"Unknown command: {command}");

    public static SceError UnknownDatabase(string database) => new(1049, "42000", $"Unknown database '{database}'");

    public static SceError HostNotAllowed(string address) =>
        new(1130, "HY000", $"Host '{address}' is not allowed to connect to this MySQL server");

    /// <param name="privilege">What would be needed, as the server names it: <c>SUPER</c>.</param>
    public static SceError PrivilegeRequired(string privilege) => new(
        1227,
        "42000",
        $"Access denied; you need (at least one of) the {privilege} privilege(s) for this operation");

    public static SceError UnknownThread(ulong id) => new(UnknownThreadCode, "HY000", $"Unknown thread id: {id}");

    /// <summary>A command that another proxy has to run did not get there; the log says why.</summary>
    public static SceError NotPassedOn(string command, string proxy) =>
        new(1105, "HY000", $"{command} could not be passed on to proxy {proxy}");

    public static SceError NotThreadOwner(ulong id) => new(1095, "HY000", $"You are not owner of thread {id}");

    public static SceError TooManyUserConnections(string user) =>
        new(1203, "42000", $"User {user} already has more than 'max_user_connections' active connections");

    /// <param name="feature">What is missing, as it is to be named to the client.</param>
    public static SceError NotSupportedYet(string feature) =>
        new(1235, "42000", $"This version of MySQL doesn't yet support '{feature}'");

    public static SceError UnknownEngine(string engine) => new(1286, "42000", $"Unknown storage engine '{engine}'");

    public static SceError AccountLocked(string user, string host) =>
        new(3118, "HY000", $"Access denied for user '{user}'@'{host}'. Account is locked.");

    /// <summary>The statement cannot be prepared again where it has to run now.</summary>
    public static SceError NeedsReprepare { get; } = new(1615, "HY000", "Prepared statement needs to be re-prepared");

    /// <param name="id">As the client gave it.</param>
    /// <param name="function">What the server calls the command: <c>mysqld_stmt_execute</c>.</param>
    public static SceError UnknownStatement(uint id, string function) =>
        new(1243, "HY000", $"Unknown prepared statement handler ({id}) given to {function}");

    public static SceError NoOpenCursor(uint id) => new(1421, "HY000", $"The statement ({id}) has no open cursor");

    public static SceError TooManyStatements(int limit) => new(
        1461, "42000", $"Can't create more than max_prepared_stmt_count statements (current value: {limit})");

    /// <param name="reason">What failed: <c>connect timeout</c>.</param>
    public static SceError CannotConnectToSource(string reason) =>
        new(1429, "HY000", $"Unable to connect to foreign data source: {reason}");
}
