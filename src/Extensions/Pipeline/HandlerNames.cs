namespace SceNettyProxy.Extensions.Pipeline;

/// <summary>
/// The names of the handlers in a session's channel pipelines, in their inbound order. A custom handler may find its
/// place relative to these; the names are part of the public contract.
/// </summary>
public static class HandlerNames
{
    // Frontend: the channel towards the client.

    /// <summary>One-shot: the PROXY header of a listener that asks for it.</summary>
    public const string ProxyHeader = "proxy-header";

    /// <summary>One-shot: how many sessions there may be before and after the login.</summary>
    public const string LoginLimits = "login-limits";

    /// <summary>TLS, from the client's request on.</summary>
    public const string Tls = "tls";

    /// <summary>One-shot: puts TLS in front when the client asks for it.</summary>
    public const string SslRequest = "ssl-request";

    /// <summary>zlib frames to bytes and back, from the end of the login on.</summary>
    public const string Compression = "compression";

    /// <summary>Counts the bytes of MySQL packets in both directions.</summary>
    public const string Meter = "meter";

    /// <summary>Bytes to packets.</summary>
    public const string Frames = "frames";

    /// <summary>One-shot: the greeting out, the login packet in.</summary>
    public const string Greeting = "greeting";

    /// <summary>One-shot: may this address log in to this database.</summary>
    public const string AddressFilter = "address-filter";

    /// <summary>One-shot: the password check and the final OK.</summary>
    public const string Authenticator = "authenticator";

    /// <summary>One command in flight at a time.</summary>
    public const string Gate = "gate";

    /// <summary>Answers or refuses what never reaches a server, and rewrites what must not reach it as it is.</summary>
    public const string Commands = "commands";

    /// <summary>The text of COM_QUERY and COM_STMT_PREPARE to statements.</summary>
    public const string Tokenizer = "tokenizer";

    /// <summary>COM_STMT_…: finds the prepared statement, whose text then counts for the command.</summary>
    public const string Statements = "statements";

    /// <summary>The interceptors of <c>handlers</c>: allow, deny, rewrite or answer a command.</summary>
    public const string Interceptors = "interceptors";

    /// <summary>SCE …: answered by the proxy.</summary>
    public const string PrivateSql = "private-sql";

    /// <summary>KILL: answered by the proxy.</summary>
    public const string Kill = "kill";

    /// <summary>Which statements the database's policy lets pass.</summary>
    public const string SqlWhitelist = "sql-whitelist";

    /// <summary>Learns the digests of statements, and may refuse what it has not learnt.</summary>
    public const string Digests = "digests";

    /// <summary>What is forbidden for a time, or for good.</summary>
    public const string Forbid = "forbid";

    /// <summary>Statements and bytes per second: delays or refuses.</summary>
    public const string RateLimiter = "rate-limiter";

    /// <summary>Chooses the backend and brings it to the session's state.</summary>
    public const string Selector = "selector";

    /// <summary>Forwards the command to the chosen backend.</summary>
    public const string ToBackend = "to-backend";

    /// <summary>Any exception becomes one ERR packet, then a close.</summary>
    public const string Errors = "errors";

    // Backend: the channel towards a server.

    /// <summary>TLS to the server, where the connection uses it.</summary>
    public const string BackendTls = "backend-tls";

    /// <summary>One-shot: the proxy logs in to the server.</summary>
    public const string BackendLogin = "backend-login";

    /// <summary>Follows the packets of a response and knows where it ends.</summary>
    public const string ResponseScanner = "response-scanner";

    /// <summary>Forwards the response to the client.</summary>
    public const string ToFrontend = "to-frontend";
}
