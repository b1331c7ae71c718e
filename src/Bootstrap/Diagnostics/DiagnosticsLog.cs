using Microsoft.Extensions.Logging;

namespace SceNettyProxy.Bootstrap.Diagnostics;

internal static partial class DiagnosticsLog
{
    [LoggerMessage(1040, LogLevel.Information, "Diagnostic dump written to {File}")]
    public static partial void Written(ILogger logger, string file);

    [LoggerMessage(1041, LogLevel.Error, "A diagnostic dump cannot be written to {Folder}")]
    public static partial void Failed(ILogger logger, string folder, Exception exception);
}
