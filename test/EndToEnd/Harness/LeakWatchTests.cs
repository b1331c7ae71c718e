using System.Runtime.CompilerServices;
using DotNetty.Buffers;
using SceNettyProxy.Testing.Buffers;

namespace SceNettyProxy.EndToEnd.Harness;

/// <summary>The leak detector reports a buffer that is lost, and only that.</summary>
[TestClass]
public sealed class LeakWatchTests
{
    [TestMethod]
    public void A_lost_buffer_is_reported_once_and_a_released_one_never()
    {
        LeakWatch.Start();
        UseBuffer(release: true);
        LeakWatch.AssertNoLeak();
        UseBuffer(release: false);
        Assert.ThrowsExactly<InvalidOperationException>(LeakWatch.AssertNoLeak);
        LeakWatch.AssertNoLeak();
    }

    // A method of its own, so that no local variable of the test keeps the buffer alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void UseBuffer(bool release)
    {
        var buffer = PooledByteBufferAllocator.Default.Buffer(64);
        buffer.WriteInt(1);
        if (release)
            buffer.Release();
    }
}
