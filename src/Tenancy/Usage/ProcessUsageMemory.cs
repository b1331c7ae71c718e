namespace SceNettyProxy.Tenancy.Usage;

/// <summary>Memory of the process alone, for a proxy that keeps no usage.</summary>
internal sealed unsafe class ProcessUsageMemory : UsageMemory
{
    private const int Alignment = 64;

    public ProcessUsageMemory() => Header = Allocate(UsageLayout.HeaderSize);

    public override void Flush()
    {
        // There is no disk behind it.
    }

    public override void Dispose()
    {
        // The garbage collector takes it.
    }

    protected override UsageBlock NewSegment() => Allocate(UsageLayout.SegmentSize);

    private static UsageBlock Allocate(int size)
    {
        byte[] memory = GC.AllocateArray<byte>(size + Alignment, pinned: true);
        nint start = (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref memory[0]);
        return new UsageBlock(memory, (byte*)((start + Alignment - 1) & ~(nint)(Alignment - 1)));
    }
}
