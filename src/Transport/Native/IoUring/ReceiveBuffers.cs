using System.Numerics;
using System.Runtime.InteropServices;

namespace SceNettyProxy.Transport.Native.IoUring;

/// <summary>
/// The buffers of a ring that the kernel fills when something comes, so that an idle connection holds none. Their memory is outside the
/// managed heap. The thread of the ring only.
/// </summary>
internal sealed unsafe class ReceiveBuffers : IDisposable
{
    /// <summary>The number of the group, by which receives name it.</summary>
    public const ushort Group = 0;

    private const int Page = 4096;

    // So that the beginnings of the buffers, which are used most, do not fall on the same lines of the processor's cache.
    private const int Stagger = 64;

    private readonly ProvidedBuffer* ring;
    private readonly ushort* sharedTail;
    private readonly byte* memory;
    private readonly int stride;
    private readonly int mask;
    private ushort tail;

    public ReceiveBuffers(int count, int bufferBytes)
    {
        if (!BitOperations.IsPow2(count))
            throw new ArgumentOutOfRangeException(nameof(count), count, "must be a power of two");
        Count = count;
        BufferBytes = bufferBytes;
        mask = count - 1;
        stride = bufferBytes + Stagger;
        ring = (ProvidedBuffer*)NativeMemory.AlignedAlloc((nuint)(count * sizeof(ProvidedBuffer)), Page);
        NativeMemory.Clear(ring, (nuint)(count * sizeof(ProvidedBuffer)));
        sharedTail = &ring->Reserved;
        memory = (byte*)NativeMemory.AlignedAlloc((nuint)count * (nuint)stride, Page);
        for (int i = 0; i < count; i++)
            Return((ushort)i);
        Publish();
    }

    public int Count { get; }

    /// <summary>The size of each.</summary>
    public int BufferBytes { get; }

    public ulong Address => (ulong)ring;

    /// <summary>What the kernel has put into a buffer.</summary>
    public ReadOnlySpan<byte> Filled(ushort number, int bytes) => new(memory + (number * (long)stride), bytes);

    /// <summary>Gives a buffer back; the kernel sees it after the next <see cref="Publish"/>.</summary>
    public void Return(ushort number)
    {
        ProvidedBuffer* entry = ring + (tail++ & mask);
        entry->Address = (ulong)(memory + (number * (long)stride));
        entry->Length = (uint)BufferBytes;
        entry->Number = number;
    }

    public void Publish() => Volatile.Write(ref *sharedTail, tail);

    public void Dispose()
    {
        NativeMemory.AlignedFree(ring);
        NativeMemory.AlignedFree(memory);
    }
}
