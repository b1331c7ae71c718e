using Microsoft.Extensions.Logging;

namespace SceNettyProxy.Integration.File;

internal static partial class FileLog
{
    [LoggerMessage(2001, LogLevel.Information, "Registry read from {Path}: {Databases} databases; {Added} added, {Changed} changed, {Removed} removed")]
    public static partial void RegistryApplied(ILogger logger, string path, int databases, int added, int changed, int removed);

    [LoggerMessage(2002, LogLevel.Error, "Registry in {Path} has {Count} errors; the running one stays in force")]
    public static partial void RegistryInvalid(ILogger logger, string path, int count);

    [LoggerMessage(2003, LogLevel.Error, "{File}: {Path}: {Message}")]
    public static partial void RegistryError(ILogger logger, string file, string path, string message);

    [LoggerMessage(2004, LogLevel.Error, "Reading {Path} failed")]
    public static partial void ReloadFailed(ILogger logger, string path, Exception exception);

    [LoggerMessage(2005, LogLevel.Information, "Forbids in {Path}: {Count} in force")]
    public static partial void ForbidsApplied(ILogger logger, string path, int count);

    [LoggerMessage(2006, LogLevel.Error, "Forbids in {Path} are damaged ({Problem}): the file is now {Aside}; {Count} stay in force")]
    public static partial void ForbidsDamaged(ILogger logger, string path, string problem, string aside, int count);

    [LoggerMessage(2007, LogLevel.Error, "Forbids cannot be read or kept: {Problem}")]
    public static partial void ForbidsUnreadable(ILogger logger, string problem);

    [LoggerMessage(2008, LogLevel.Information, "{Count} digests of database '{Database}' read from {Path}")]
    public static partial void DigestsRead(ILogger logger, int count, string database, string path);

    [LoggerMessage(2009, LogLevel.Error, "Digests in {Path} are damaged ({Problem}): the file is now {Aside}, its database knows none")]
    public static partial void DigestsDamaged(ILogger logger, string path, string problem, string aside);

    [LoggerMessage(2010, LogLevel.Error, "Digests in {Path} cannot be read or kept: {Problem}")]
    public static partial void DigestsUnusable(ILogger logger, string path, string problem);
}
