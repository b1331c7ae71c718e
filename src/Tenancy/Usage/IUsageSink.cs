namespace SceNettyProxy.Tenancy.Usage;

/// <summary>Where closed minutes go besides the log.</summary>
public interface IUsageSink
{
    /// <summary>
    /// Takes minutes that stand in the log, on disk. In the order of their sequence numbers, one call at a time, on a thread
    /// that must not be held up for long; must not throw. After a process that ended without a goodbye some may never be told:
    /// a sink that has to be complete remembers the last number that it has, and asks <see cref="UsageLog.ReadAfter"/> at start.
    /// </summary>
    void Accept(IReadOnlyList<ClosedMinute> minutes);
}
