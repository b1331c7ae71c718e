namespace SceNettyProxy.Tenancy.Usage;

/// <summary>Where the header and the slots stand. What is written there counts at once; one thread at a time allocates.</summary>
internal abstract class UsageMemory : IDisposable
{
    private readonly List<UsageBlock> segments = [];

    /// <summary>The fields of the header.</summary>
    public UsageBlock Header { get; protected init; }

    public int SlotCount => segments.Count * UsageLayout.SegmentSlots;

    /// <summary>A slot by its number.</summary>
    public UsageBlock Slot(int number) => segments[number / UsageLayout.SegmentSlots]
        .At((long)(number % UsageLayout.SegmentSlots) * UsageLayout.SlotSize);

    /// <summary>Adds a segment of free slots.</summary>
    /// <exception cref="UsageException">There is no room for it.</exception>
    public void Grow() => segments.Add(NewSegment());

    /// <summary>Everything written so far is on disk when this returns.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public abstract void Flush();

    /// <summary>Lets go of files. Blocks that were given out stay usable.</summary>
    public abstract void Dispose();

    protected abstract UsageBlock NewSegment();

    protected void Add(UsageBlock segment) => segments.Add(segment);
}
