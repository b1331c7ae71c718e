using System.Text;
using System.Text.Unicode;

namespace SceNettyProxy.Tenancy.Usage;

/// <summary>Reads which slots of a counter file are used for what, and finds out whether it can be believed.</summary>
internal sealed class UsageSlotTable
{
    private readonly UsageMemory memory;

    private UsageSlotTable(UsageMemory memory, int usedSlots)
    {
        this.memory = memory;
        UsedSlots = usedSlots;
    }

    /// <summary>Free slots stand behind all others.</summary>
    public int UsedSlots { get; }

    /// <param name="memory">The file.</param>
    /// <param name="fault">What is wrong with it; null where nothing is.</param>
    public static UsageSlotTable Read(UsageMemory memory, out string? fault)
    {
        fault = null;
        HashSet<string> names = new(StringComparer.Ordinal);
        HashSet<(long Database, int Loop)> pairs = [];
        int used = 0;
        for (int number = 0; number < memory.SlotCount && fault is null; number++)
        {
            UsageBlock block = memory.Slot(number);
            var kind = (UsageSlotKind)block.Int(UsageLayout.KindField);
            if (kind != UsageSlotKind.Free && used < number)
                fault = $"slot {number} stands behind a free one";
            else if (kind == UsageSlotKind.Database)
                fault = DatabaseFault(block, names) is { } wrong ? $"slot {number}: {wrong}" : null;
            else if (kind == UsageSlotKind.Counters)
                fault = CountersFault(memory, block, number, pairs) is { } wrong ? $"slot {number}: {wrong}" : null;
            else if (kind != UsageSlotKind.Free)
                fault = $"slot {number} is of no known kind";
            used += kind == UsageSlotKind.Free ? 0 : 1;
        }

        return new UsageSlotTable(memory, used);
    }

    /// <summary>The databases with the slots of their loops.</summary>
    /// <param name="sync">What will guard them.</param>
    public IReadOnlyCollection<UsageDatabase> ReadDatabases(Lock sync)
    {
        Dictionary<int, UsageDatabase> databases = [];
        for (int number = 0; number < UsedSlots; number++)
        {
            UsageBlock block = memory.Slot(number);
            if ((UsageSlotKind)block.Int(UsageLayout.KindField) == UsageSlotKind.Database)
            {
                databases.Add(number, new UsageDatabase(block, number, sync));
                continue;
            }

            UsageDatabase owner = databases[(int)block.Long(UsageLayout.DatabaseField)];
            owner.Add(new UsageSlot(block, owner, block.Int(UsageLayout.DetailField)));
        }

        return databases.Values;
    }

    private static string? DatabaseFault(UsageBlock block, HashSet<string> names)
    {
        int length = block.Int(UsageLayout.DetailField);
        if (length is < 0 or > UsageLayout.MaxName || !Utf8.IsValid(block.Bytes(UsageLayout.NameField, length)))
            return "its name is none";
        string name = Encoding.UTF8.GetString(block.Bytes(UsageLayout.NameField, length));
        return names.Add(name) ? null : $"the database '{name}' stands there twice";
    }

    private static string? CountersFault(UsageMemory memory, UsageBlock block, int number, HashSet<(long, int)> pairs)
    {
        long database = block.Long(UsageLayout.DatabaseField);
        int loop = block.Int(UsageLayout.DetailField);
        // The slot of a database is always taken before those of its loops.
        if (database < 0 || database >= number
            || (UsageSlotKind)memory.Slot((int)database).Int(UsageLayout.KindField) != UsageSlotKind.Database)
            return "it belongs to no database";
        if (loop < 0 || !pairs.Add((database, loop)))
            return "its event loop is none";
        for (int i = 0; i < UsageCounters.Count; i++)
        {
            if (block.Long(UsageLayout.CountersField + (i * sizeof(long))) < 0)
                return "a counter is negative";
        }

        return null;
    }
}
