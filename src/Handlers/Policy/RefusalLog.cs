using System.Net;
using Microsoft.Extensions.Logging;

namespace SceNettyProxy.Handlers.Policy;

/// <summary>
/// A line per refused login, at most <see cref="MaxPerSecond"/>: a flood of refusals must not become a flood of lines.
/// What was left out is counted in the next line. Any thread.
/// </summary>
internal sealed partial class RefusalLog(ILogger logger, TimeProvider time)
{
    public const int MaxPerSecond = 10;

    private readonly Lock sync = new();
    private long secondStart;
    private int inSecond;
    private int suppressed;

    /// <param name="reason">Why, without anything secret.</param>
    public void Refused(IPAddress address, string database, string user, string reason)
    {
        int left;
        lock (sync)
        {
            if (time.GetElapsedTime(secondStart) >= TimeSpan.FromSeconds(1))
            {
                secondStart = time.GetTimestamp();
                inSecond = 0;
            }

            if (++inSecond > MaxPerSecond)
            {
                suppressed++;
                return;
            }

            left = suppressed;
            suppressed = 0;
        }

        if (left > 0)
            LogSuppressed(logger, left);
        LogRefused(logger, address, database, user, reason);
    }

    [LoggerMessage(1120, LogLevel.Warning, "Login refused: address {Address}, database '{Database}', user '{User}': {Reason}")]
    private static partial void LogRefused(ILogger logger, IPAddress address, string database, string user, string reason);

    [LoggerMessage(1121, LogLevel.Warning, "{Count} refused logins were not logged")]
    private static partial void LogSuppressed(ILogger logger, int count);
}
