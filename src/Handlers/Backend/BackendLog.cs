using Microsoft.Extensions.Logging;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>Log lines about connections to servers: ids 1100 to 1199.</summary>
internal static partial class BackendLog
{
    [LoggerMessage(1100, LogLevel.Warning, "No connection to {Endpoint} for database '{Database}', stage {Stage}: {Reason}")]
    public static partial void Failed(ILogger logger, string database, Endpoint endpoint, BackendStage stage, string reason);

    [LoggerMessage(1101, LogLevel.Warning, "Server {Endpoint} asks for authentication plugin '{Plugin}', which the proxy does not speak")]
    public static partial void UnsupportedPlugin(ILogger logger, Endpoint endpoint, string plugin);

    [LoggerMessage(1110, LogLevel.Warning, "The proxy does not log in to {Endpoint} for database '{Database}': {Reason}")]
    public static partial void LoginImpossible(ILogger logger, Endpoint endpoint, string database, string reason);

    public static void LoginImpossible(ILogger logger, BackendTarget target, string reason) =>
        LoginImpossible(logger, target.Endpoint, target.Database.Name, reason);

    [LoggerMessage(1102, LogLevel.Warning, "Connection to {Endpoint} for database '{Database}' is given up: {Error}")]
    public static partial void Broken(ILogger logger, string database, Endpoint endpoint, string error);

    [LoggerMessage(1103, LogLevel.Warning, "Replica {Endpoint} is left out for {Seconds} s")]
    public static partial void ReplicaSkipped(ILogger logger, Endpoint endpoint, double seconds);

    [LoggerMessage(1104, LogLevel.Warning, "Server {Endpoint} refused to take over the state of a session: error {Code}")]
    public static partial void ReplayFailed(ILogger logger, Endpoint endpoint, ushort? code);

    [LoggerMessage(1105, LogLevel.Information, "The greeting shows version {Version}, as primary {Endpoint} does")]
    public static partial void VersionLearned(ILogger logger, Endpoint endpoint, string version);

    [LoggerMessage(1106, LogLevel.Warning, "Primary {Endpoint} did not tell its version: {Reason}")]
    public static partial void ProbeFailed(ILogger logger, Endpoint endpoint, string reason);
}
