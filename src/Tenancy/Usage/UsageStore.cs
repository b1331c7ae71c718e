using System.Text;

namespace SceNettyProxy.Tenancy.Usage;

/// <summary>
/// The live counters of all databases: in the counter file, or in memory alone. Any thread; the lock is taken once per login
/// and connection, not per command. A database keeps its counters for ever: one that is removed and comes back goes on.
/// </summary>
public sealed class UsageStore : IDisposable
{
    /// <summary>The name of the counter file in its folder.</summary>
    public const string FileName = "usage.counters";

    /// <summary>The name that counts what belongs to no database.</summary>
    public const string Nobody = "";

    private readonly Lock sync = new();
    private readonly UsageMemory memory;
    private readonly Dictionary<string, UsageDatabase> databases = new(StringComparer.Ordinal);
    private readonly Dictionary<object, int> loops = new(ReferenceEqualityComparer.Instance);
    private int usedSlots;

    private UsageStore(UsageMemory memory, UsageSlotTable table)
    {
        this.memory = memory;
        usedSlots = table.UsedSlots;
        foreach (UsageDatabase database in table.ReadDatabases(sync))
            databases.Add(database.Name, database);
    }

    /// <summary>Every database that was ever counted, in no order.</summary>
    public IReadOnlyList<UsageDatabase> Databases
    {
        get
        {
            lock (sync)
                return [.. databases.Values];
        }
    }

    /// <summary>The minute that is not closed yet, in minutes since 1970; 0 in a new store.</summary>
    internal long OpenMinute
    {
        get => memory.Header.Long(UsageLayout.OpenMinuteField);
        set => memory.Header.Long(UsageLayout.OpenMinuteField) = value;
    }

    /// <summary>The last sequence number of the log.</summary>
    internal long LastSequence
    {
        get => memory.Header.Long(UsageLayout.LastSequenceField);
        set => memory.Header.Long(UsageLayout.LastSequenceField) = value;
    }

    /// <summary>Counters in memory alone: they end with the process.</summary>
    public static UsageStore InMemory()
    {
        ProcessUsageMemory memory = new();
        return new UsageStore(memory, UsageSlotTable.Read(memory, out _));
    }

    /// <summary>The counters in a folder, which is made where it is missing. A file that is damaged is put aside.</summary>
    /// <param name="folder">Where the counter file is.</param>
    /// <param name="time">For the name of what is put aside.</param>
    /// <param name="notice">Told what an operator has to know; on this thread.</param>
    /// <exception cref="UsageException">The folder cannot be used, or another proxy uses it.</exception>
    public static UsageStore Open(string folder, TimeProvider time, Action<UsageNotice> notice)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{folder}: usage cannot be counted: {e.Message}", e);
        }

        UsageMemory memory = MappedUsageMemory.Open(path, time, notice);
        UsageSlotTable table = UsageSlotTable.Read(memory, out string? fault);
        if (fault is not null)
        {
            memory.Dispose();
            MappedUsageMemory.PutAside(path, fault, time, notice);
            memory = MappedUsageMemory.Open(path, time, notice);
            table = UsageSlotTable.Read(memory, out _);
        }

        return new UsageStore(memory, table);
    }

    /// <summary>The database of that name, <see cref="Nobody"/> for none; made on first use.</summary>
    /// <param name="name">At most 256 bytes of UTF-8.</param>
    /// <exception cref="UsageException">The file cannot grow.</exception>
    public UsageDatabase Database(string name)
    {
        lock (sync)
        {
            if (databases.TryGetValue(name, out UsageDatabase? found))
                return found;
            int number = Take(out UsageBlock block);
            // A name of the registry has 64 characters at most, which is less than the field.
            int length = Encoding.UTF8.GetBytes(name, block.Bytes(UsageLayout.NameField, UsageLayout.MaxName));
            block.Int(UsageLayout.DetailField) = length;
            Volatile.Write(ref block.Int(UsageLayout.KindField), (int)UsageSlotKind.Database);
            UsageDatabase database = new(block, number, sync);
            databases.Add(name, database);
            return database;
        }
    }

    /// <summary>The slot of a database on an event loop; made on first use.</summary>
    /// <param name="loop">The loop, by its identity.</param>
    /// <param name="database">Its name, <see cref="Nobody"/> for none.</param>
    /// <exception cref="UsageException">The file cannot grow.</exception>
    public UsageSlot Slot(object loop, string database)
    {
        UsageDatabase owner = Database(database);
        lock (sync)
        {
            if (!loops.TryGetValue(loop, out int number))
                loops.Add(loop, number = loops.Count);
            return owner.SlotOf(number) ?? AddSlot(owner, number);
        }
    }

    /// <summary>Everything counted so far is on disk when this returns.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Flush() => memory.Flush();

    /// <summary>Lets another process use the files. Slots that are still written to do no harm.</summary>
    public void Dispose() => memory.Dispose();

    /// <summary>Before any loop writes: raises the counters of a database to what the log says of it.</summary>
    internal void Raise(string database, UsageTotals missing)
    {
        UsageDatabase owner = Database(database);
        lock (sync)
            (owner.SlotOf(0) ?? AddSlot(owner, 0)).Add(missing);
    }

    private UsageSlot AddSlot(UsageDatabase owner, int loop)
    {
        Take(out UsageBlock block);
        block.Int(UsageLayout.DetailField) = loop;
        block.Long(UsageLayout.DatabaseField) = owner.Number;
        Volatile.Write(ref block.Int(UsageLayout.KindField), (int)UsageSlotKind.Counters);
        UsageSlot slot = new(block, owner, loop);
        owner.Add(slot);
        return slot;
    }

    private int Take(out UsageBlock block)
    {
        if (usedSlots == memory.SlotCount)
            memory.Grow();
        block = memory.Slot(usedSlots);
        // What was begun in it by a process that ended is of no use.
        block.Bytes(0, UsageLayout.SlotSize).Clear();
        return usedSlots++;
    }
}
