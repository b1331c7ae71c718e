using Microsoft.Extensions.Logging;

namespace SceNettyProxy.Handlers.Session;

/// <summary>Log lines about sessions: ids 1200 to 1299.</summary>
internal static partial class SessionLog
{
    [LoggerMessage(1200, LogLevel.Debug, "Session {Id} of '{Database}' was idle for {Seconds} s and is closed")]
    public static partial void Idle(ILogger logger, uint id, string database, long seconds);

    [LoggerMessage(1201, LogLevel.Warning, "Session {Id} from {Address} sent bytes that are not the protocol: {Error}")]
    public static partial void ProtocolError(ILogger logger, uint id, System.Net.IPAddress address, Codecs.MySql.ProtocolError error);

    [LoggerMessage(1202, LogLevel.Error, "Session {Id} failed")]
    public static partial void Failed(ILogger logger, uint id, Exception exception);

    [LoggerMessage(1203, LogLevel.Warning, "Session from {Address} refused: too many sessions")]
    public static partial void TooMany(ILogger logger, System.Net.IPAddress address);

    [LoggerMessage(1204, LogLevel.Debug, "Session {Id} from {Address} is encrypted: {Protocol}, {CipherSuite}, client certificate: {Subject}")]
    public static partial void Secured(
        ILogger logger,
        uint id,
        System.Net.IPAddress address,
        System.Security.Authentication.SslProtocols protocol,
        string cipherSuite,
        string subject);

    [LoggerMessage(1205, LogLevel.Warning, "Session {Id} from {Address} broke TLS: {Reason}")]
    public static partial void TlsBroken(ILogger logger, uint id, System.Net.IPAddress address, string reason);
}
