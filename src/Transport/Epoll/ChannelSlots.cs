namespace SceNettyProxy.Transport.Epoll;

/// <summary>
/// The channels of a loop by the number under which the kernel reports on them. A number is never used again: a slot that
/// is taken anew gets the next generation, so that a report of a descriptor that was closed in between meets nobody. The
/// thread of the loop only.
/// </summary>
internal sealed class ChannelSlots
{
    private const int GenerationShift = 32;

    private readonly Stack<int> free = new();
    private IEpollChannel?[] channels = new IEpollChannel?[16];
    private uint[] generations = new uint[16];
    private int used;

    public int Count => used - free.Count;

    /// <returns>The channel's number.</returns>
    public ulong Add(IEpollChannel channel)
    {
        if (!free.TryPop(out int slot))
        {
            slot = used++;
            if (slot == channels.Length)
            {
                Array.Resize(ref channels, slot * 2);
                Array.Resize(ref generations, slot * 2);
            }
        }

        channels[slot] = channel;
        return ((ulong)generations[slot] << GenerationShift) | (uint)slot;
    }

    /// <summary>The channel of that number, if it is still here.</summary>
    public IEpollChannel? Find(ulong number)
    {
        int slot = (int)(uint)number;
        return (uint)slot < (uint)used && generations[slot] == (uint)(number >> GenerationShift) ? channels[slot] : null;
    }

    /// <summary>Forgets a channel; one that is not here is no error.</summary>
    public void Remove(ulong number)
    {
        if (Find(number) is null)
            return;
        int slot = (int)(uint)number;
        channels[slot] = null;
        generations[slot]++;
        free.Push(slot);
    }

    /// <summary>A copy of all, to be used while channels go.</summary>
    public IEpollChannel[] All() => [.. channels.OfType<IEpollChannel>()];
}
