using System.Net;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Bootstrap.Admin;

internal static partial class AdminLog
{
    [LoggerMessage(1030, LogLevel.Information, "Admin port open on {Endpoint}")]
    public static partial void Listening(ILogger logger, Endpoint endpoint);

    [LoggerMessage(1031, LogLevel.Warning, "A request of {Address} to the admin port for {Path} does not prove the secret")]
    public static partial void Refused(ILogger logger, IPAddress? address, string? path);

    [LoggerMessage(1032, LogLevel.Warning, "A KILL could not be passed on to proxy {Name}: {Reason}")]
    public static partial void NotPassedOn(ILogger logger, string name, string reason);
}
