using DotNetty.Buffers;

namespace SceNettyProxy.Handlers.Tests.Rig;

/// <summary>An allocator that remembers every buffer it gave out, so that a test can ask whether all have come back.</summary>
/// <param name="inner">Where the memory comes from: pooled, with the leak detector's history, or unpooled where a test
/// makes so many calls that the history would take too long.</param>
internal sealed class BufferLedger(IByteBufferAllocator inner) : AbstractByteBufferAllocator
{
    private readonly List<IByteBuffer> given = [];

    public override bool IsDirectBufferPooled => false;

    /// <summary>A buffer with these bytes.</summary>
    public IByteBuffer Copy(ReadOnlySpan<byte> bytes)
    {
        IByteBuffer buffer = HeapBuffer(Math.Max(1, bytes.Length));
        bytes.CopyTo(buffer.Array.AsSpan(buffer.ArrayOffset));
        return buffer.SetWriterIndex(bytes.Length);
    }

    /// <inheritdoc cref="Copy(ReadOnlySpan{byte})"/>
    public IByteBuffer Copy(byte[] bytes) => Copy(bytes.AsSpan());

    public void AssertAllReleased()
    {
        IByteBuffer[] held = [.. given.Where(static buffer => buffer.ReferenceCount != 0)];
        Assert.IsEmpty(held, $"{held.Length} of {given.Count} buffers still held");
    }

    protected override IByteBuffer NewHeapBuffer(int initialCapacity, int maxCapacity) =>
        Remember(inner.HeapBuffer(initialCapacity, maxCapacity));

    protected override IByteBuffer NewDirectBuffer(int initialCapacity, int maxCapacity) =>
        NewHeapBuffer(initialCapacity, maxCapacity);

    private IByteBuffer Remember(IByteBuffer buffer)
    {
        given.Add(buffer);
        return buffer;
    }
}
