using System.Text;

namespace SceNettyProxy.Tenancy.Usage;

/// <summary>
/// What is counted for one database over all event loops: its connections, and the slots of the loops. Any thread; a
/// connection that comes or goes costs an interlocked operation, everything else is in the slots.
/// </summary>
public sealed class UsageDatabase
{
    private readonly UsageBlock block;
    private readonly Lock sync;
    private readonly List<UsageSlot> slots = [];
    private long peakConnections;
    private long peakBackends;

    /// <param name="block">Its slot.</param>
    /// <param name="number">The number of that slot.</param>
    /// <param name="sync">Guards the list of slots.</param>
    internal UsageDatabase(UsageBlock block, int number, Lock sync)
    {
        this.block = block;
        this.sync = sync;
        Number = number;
        Name = Encoding.UTF8.GetString(block.Bytes(UsageLayout.NameField, block.Int(UsageLayout.DetailField)));
    }

    /// <summary>Empty for what belongs to no database.</summary>
    public string Name { get; }

    /// <summary>Sessions now.</summary>
    public long Connections => Volatile.Read(ref block.Long(UsageLayout.ConnectionsField));

    /// <summary>The most sessions in the running minute.</summary>
    public long PeakConnections => Volatile.Read(ref block.Long(UsageLayout.PeakConnectionsField));

    /// <summary>Connections to servers now, from before they are opened.</summary>
    public long Backends => Volatile.Read(ref block.Long(UsageLayout.BackendsField));

    /// <summary>The most connections to servers in the running minute.</summary>
    public long PeakBackends => Volatile.Read(ref block.Long(UsageLayout.PeakBackendsField));

    /// <summary>The most sessions since the start of the process.</summary>
    public long PeakConnectionsSinceStart => Math.Max(Volatile.Read(ref peakConnections), PeakConnections);

    /// <summary>The most connections to servers since the start of the process.</summary>
    public long PeakBackendsSinceStart => Math.Max(Volatile.Read(ref peakBackends), PeakBackends);

    internal int Number { get; }

    public override string ToString() => Name;

    /// <summary>A session belongs to the database from now on.</summary>
    public void Connected() => Raise(UsageLayout.ConnectionsField, UsageLayout.PeakConnectionsField);

    /// <summary>A session that did no longer does.</summary>
    public void Disconnected() => Interlocked.Decrement(ref block.Long(UsageLayout.ConnectionsField));

    /// <summary>A connection to a server is being opened.</summary>
    public void BackendOpened() => Raise(UsageLayout.BackendsField, UsageLayout.PeakBackendsField);

    /// <summary>It is closed, or will not come.</summary>
    public void BackendClosed() => Interlocked.Decrement(ref block.Long(UsageLayout.BackendsField));

    /// <summary>All that was ever counted, over all loops.</summary>
    internal UsageTotals Sum()
    {
        long[] sum = new long[UsageCounters.Count];
        lock (sync)
        {
            foreach (UsageSlot slot in slots)
                slot.AddTo(sum);
        }

        return new UsageTotals(sum);
    }

    /// <summary>Under the lock.</summary>
    internal void Add(UsageSlot slot) => slots.Add(slot);

    /// <summary>The slot of that event loop; under the lock.</summary>
    internal UsageSlot? SlotOf(int loop) => slots.Find(slot => slot.Loop == loop);

    /// <summary>The slots; before any loop writes.</summary>
    internal IReadOnlyList<UsageSlot> Slots => slots;

    /// <summary>A minute begins: its peaks are what there is now.</summary>
    internal void BeginMinute()
    {
        peakConnections = PeakConnectionsSinceStart;
        peakBackends = PeakBackendsSinceStart;
        Lower(UsageLayout.ConnectionsField, UsageLayout.PeakConnectionsField);
        Lower(UsageLayout.BackendsField, UsageLayout.PeakBackendsField);
    }

    /// <summary>The process that had these connections is gone, and its peaks are told.</summary>
    internal void ForgetConnections()
    {
        foreach (int field in (ReadOnlySpan<int>)[
            UsageLayout.ConnectionsField, UsageLayout.PeakConnectionsField, UsageLayout.BackendsField, UsageLayout.PeakBackendsField])
            block.Long(field) = 0;
        peakConnections = 0;
        peakBackends = 0;
    }

    private void Raise(int current, int peak) => AtLeast(peak, Interlocked.Increment(ref block.Long(current)));

    private void Lower(int current, int peak)
    {
        Interlocked.Exchange(ref block.Long(peak), Volatile.Read(ref block.Long(current)));
        // One that came between the two has seen the old peak.
        AtLeast(peak, Volatile.Read(ref block.Long(current)));
    }

    private void AtLeast(int field, long value)
    {
        ref long highest = ref block.Long(field);
        for (long seen = Volatile.Read(ref highest); seen < value;)
        {
            long before = Interlocked.CompareExchange(ref highest, value, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }
}
