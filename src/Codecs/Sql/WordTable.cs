using System.Numerics;

namespace SceNettyProxy.Codecs.Sql;

/// <summary>
/// Maps ASCII words, in any case, to numbers. Built once and then only read, from any thread; a look-up allocates nothing.
/// </summary>
internal sealed class WordTable
{
    private readonly byte[]?[] words;
    private readonly ushort[] values;
    private readonly int mask;
    private int longest;

    /// <param name="capacity">More words than will be added.</param>
    public WordTable(int capacity)
    {
        // Twice the room keeps the chains of equal hashes short and guarantees the free slot that ends a search.
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)capacity * 2);
        words = new byte[size][];
        values = new ushort[size];
        mask = size - 1;
    }

    /// <summary>Adds words written in capitals and separated by white space.</summary>
    public void AddAll(ReadOnlySpan<byte> list, ushort value)
    {
        foreach (Range range in list.SplitAny(" \r\n"u8))
        {
            if (!list[range].IsEmpty)
                Add(list[range], value);
        }
    }

    /// <summary>Adds one word written in capitals; a word already there keeps its value.</summary>
    public void Add(ReadOnlySpan<byte> word, ushort value)
    {
        int slot = Slot(word);
        if (words[slot] is not null)
            return;
        words[slot] = word.ToArray();
        values[slot] = value;
        longest = Math.Max(longest, word.Length);
    }

    /// <summary>The word's number, 0 if it is not in the table.</summary>
    public ushort Find(ReadOnlySpan<byte> word) => word.Length > longest ? (ushort)0 : values[Slot(word)];

    private int Slot(ReadOnlySpan<byte> word)
    {
        uint hash = 2166136261;
        foreach (byte b in word)
            hash = (hash ^ SqlText.ToUpper(b)) * 16777619;

        int slot = (int)(hash ^ (hash >> 15)) & mask;
        while (words[slot] is { } other && !SqlText.EqualsIgnoreCase(word, other))
            slot = (slot + 1) & mask;
        return slot;
    }
}
