using Microsoft.Extensions.Logging;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Integration.RabbitMq;

internal static partial class RabbitMqLog
{
    [LoggerMessage(2501, LogLevel.Information, "Forbids are received from RabbitMQ at {Server}, queue {Queue}")]
    public static partial void Receiving(ILogger logger, string server, string queue);

    [LoggerMessage(2502, LogLevel.Warning, "No forbids are received from RabbitMQ at {Servers}: {Problem}; it is tried again")]
    public static partial void Unusable(ILogger logger, string servers, string problem);

    [LoggerMessage(2503, LogLevel.Information, "A message asked to forbid in {Database}: {Kind}, {Outcome} ({Reason})")]
    public static partial void Stored(ILogger logger, string database, ForbidKind kind, ForbidOutcome outcome, string reason);

    [LoggerMessage(2504, LogLevel.Error, "A message of {Length} bytes is no forbid, and was rejected: {Problem}")]
    public static partial void Poison(ILogger logger, int length, string problem);

    [LoggerMessage(2505, LogLevel.Warning, "A message forbids in {Database}, which this proxy does not know; it is kept all the same")]
    public static partial void UnknownDatabase(ILogger logger, string database);

    [LoggerMessage(2506, LogLevel.Error, "A forbid in {Database} that came as a message cannot be stored: {Problem}; it is tried again")]
    public static partial void NotStored(ILogger logger, string database, string problem);

    [LoggerMessage(2507, LogLevel.Warning, "A forbid in {Database} that came as a message was not seen in force for {Seconds} s; it is given up")]
    public static partial void NotSeen(ILogger logger, string database, double seconds);

    [LoggerMessage(2508, LogLevel.Debug, "Message {Tag} is acknowledged")]
    public static partial void Acknowledged(ILogger logger, ulong tag);
}
