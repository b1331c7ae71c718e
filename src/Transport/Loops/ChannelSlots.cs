namespace SceNettyProxy.Transport.Loops;

/// <summary>
/// The channels of a loop by the number under which the kernel reports on them. A slot that is taken anew gets the next
/// generation, so that a report of a descriptor that was closed in between meets nobody. The thread of the loop only.
/// </summary>
internal sealed class ChannelSlots<T>
    where T : class, INativeChannel
{
    /// <summary>Bits of a number; what is above them is 0.</summary>
    public const int NumberBits = GenerationShift + GenerationBits;

    private const int GenerationShift = 32;
    private const int GenerationBits = 24;
    private const uint GenerationMask = (1u << GenerationBits) - 1;

    private readonly Stack<int> free = new();
    private T?[] channels = new T?[16];
    private uint[] generations = new uint[16];

    // The number of the period in which a slot was last marked.
    private uint[] marks = new uint[16];
    private int used;

    public int Count => used - free.Count;

    /// <returns>The channel's number.</returns>
    public ulong Add(T channel)
    {
        if (!free.TryPop(out int slot))
        {
            slot = used++;
            if (slot == channels.Length)
            {
                Array.Resize(ref channels, slot * 2);
                Array.Resize(ref generations, slot * 2);
                Array.Resize(ref marks, slot * 2);
            }
        }

        channels[slot] = channel;
        return ((ulong)generations[slot] << GenerationShift) | (uint)slot;
    }

    /// <summary>The channel of that number, if it is still here.</summary>
    public T? Find(ulong number)
    {
        int slot = (int)(uint)number;
        return (uint)slot < (uint)used && generations[slot] == number >> GenerationShift ? channels[slot] : null;
    }

    /// <summary>Marks the slot of a channel that was found.</summary>
    /// <returns>Whether it is the first time in this period.</returns>
    public bool Mark(ulong number, uint period)
    {
        ref uint mark = ref marks[(int)(uint)number];
        if (mark == period)
            return false;
        mark = period;
        return true;
    }

    /// <summary>Forgets a channel; one that is not here is no error.</summary>
    public void Remove(ulong number)
    {
        if (Find(number) is null)
            return;
        int slot = (int)(uint)number;
        channels[slot] = null;
        generations[slot] = (generations[slot] + 1) & GenerationMask;
        free.Push(slot);
    }

    /// <summary>A copy of all, to be used while channels go.</summary>
    public T[] All() => [.. channels.OfType<T>()];
}
