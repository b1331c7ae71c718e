using System.Runtime.CompilerServices;

namespace SceNettyProxy.Tenancy.Usage;

/// <summary>
/// A piece of memory outside the managed heap, or pinned in it, that lives as long as anybody holds a block of it.
/// </summary>
/// <param name="owner">What keeps the memory.</param>
/// <param name="start">Its first byte, aligned to a cache line.</param>
internal readonly unsafe struct UsageBlock(object owner, byte* start)
{
    private readonly byte* start = start;

    /// <summary>Never read: as long as it is referenced the memory is not given back.</summary>
    private readonly object owner = owner;

    /// <summary>The 64-bit field there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref long Long(int offset) => ref *(long*)(start + offset);

    /// <summary>The 32-bit field there.</summary>
    public ref int Int(int offset) => ref *(int*)(start + offset);

    public Span<byte> Bytes(int offset, int count) => new(start + offset, count);

    /// <summary>Another piece of the same memory.</summary>
    public UsageBlock At(long offset) => new(owner, start + offset);
}
