namespace SceNettyProxy.Tenancy.Usage;

/// <summary>See <see cref="UsageNotice"/>.</summary>
public enum UsageNoticeKind
{
    /// <summary>The counter file was no counter file or was damaged: it stands aside under another name now.</summary>
    PutAside,

    /// <summary>The log ended in a line that was not whole, or in bytes that are no line: they were cut off.</summary>
    TornLine,

    /// <summary>A line inside the log cannot be read: it was left out.</summary>
    BadLine,

    /// <summary>The log says more than the counters, which were behind after a power cut: they were raised.</summary>
    Raised,

    /// <summary>There are counters but no log: what was used since the last closed minute is in no line.</summary>
    LogMissing,

    /// <summary>The log cannot be written now. Nothing is lost: the next minute that can be written holds it.</summary>
    CannotWrite,

    /// <summary>An old file could not be removed.</summary>
    CannotRemove,

    /// <summary>What a process that ended without a goodbye had counted was closed.</summary>
    Recovered,
}
