using DotNetty.Buffers;

namespace SceNettyProxy.Handlers.Tests.HotPath;

/// <summary>What DotNetty's pool allocates: it pools memory, but not the objects.</summary>
internal static class PoolObjects
{
    private const int WarmUp = 1000;

    /// <summary>Bytes for a buffer that it hands out.</summary>
    public static long BufferBytes()
    {
        for (int i = 0; i < WarmUp; i++)
            PooledByteBufferAllocator.Default.Buffer(256).Release();
        long before = GC.GetAllocatedBytesForCurrentThread();
        PooledByteBufferAllocator.Default.Buffer(256).Release();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
