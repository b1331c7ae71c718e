using Microsoft.Extensions.Logging;

namespace SceNettyProxy.Bootstrap.Custom;

/// <summary>Log lines about the loading of custom handlers: ids 1650 to 1699.</summary>
internal static partial class HandlerLog
{
    [LoggerMessage(1650, LogLevel.Information, "Handler {Name} loaded: {Type} of {Assembly} in slot {Slot}")]
    public static partial void Loaded(ILogger logger, string name, string type, string assembly, string slot);

    [LoggerMessage(1651, LogLevel.Error, "Handler not loaded: {Path}: {Reason}; what was loaded before stays")]
    public static partial void NotLoaded(ILogger logger, string path, string reason);

    [LoggerMessage(1652, LogLevel.Information, "Handler {Name} removed")]
    public static partial void Removed(ILogger logger, string name);

    [LoggerMessage(1653, LogLevel.Warning, "A handler did not end well")]
    public static partial void EndedBadly(ILogger logger, Exception exception);
}
