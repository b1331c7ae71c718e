using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SceNettyProxy.Transport.Native;

/// <summary>An array of <c>struct epoll_event</c> outside the managed heap. The thread of its loop only.</summary>
internal sealed unsafe class EpollItems : IDisposable
{
    private readonly int size;
    private readonly int dataOffset;
    private byte* items;

    public EpollItems(int capacity, EpollEventLayout layout)
    {
        Capacity = capacity;
        size = layout.Size;
        dataOffset = layout.DataOffset;
        items = (byte*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)size);
    }

    public int Capacity { get; }

    public byte* First => items;

    public EpollFlags Flags(int index) => (EpollFlags)Unsafe.ReadUnaligned<uint>(At(index) + EpollEventLayout.EventsOffset);

    public ulong Data(int index) => Unsafe.ReadUnaligned<ulong>(At(index) + dataOffset);

    public void Set(int index, EpollFlags flags, ulong data)
    {
        Unsafe.WriteUnaligned(At(index) + EpollEventLayout.EventsOffset, (uint)flags);
        Unsafe.WriteUnaligned(At(index) + dataOffset, data);
    }

    public void Dispose()
    {
        NativeMemory.Free(items);
        items = null;
    }

    private byte* At(int index) => items + (index * size);
}
