using SceNettyProxy.Transport.Native;
using SceNettyProxy.Transport.Native.IoUring;

namespace SceNettyProxy.Transport.Tests.Native;

/// <summary>A ring by itself, at its limits. Everything on the thread of the test, as the ring demands.</summary>
[TestClass]
public sealed unsafe class RingTests : IDisposable
{
    private const int BufferBytes = 16;

    private readonly ReceiveBuffers buffers = new(2, BufferBytes);
    private readonly Ring ring = new(2, 2);
    private readonly int[] pair = new int[2];
    private readonly List<Completion> completions = [];

    [TestInitialize]
    public void Initialize()
    {
        fixed (int* first = pair)
            Assert.AreEqual(0, NativeSocket.Pair(first));
        ring.Register(buffers);
        ring.Enable();
    }

    [TestMethod]
    public void More_submissions_than_fit_all_come_to_something()
    {
        byte[] bytes = [.. Enumerable.Range(0, 50).Select(i => (byte)i)];
        fixed (byte* first = bytes)
        {
            // Of the size of both queues many times over: submitted in between, and their completions kept by the kernel.
            for (int i = 0; i < bytes.Length; i++)
                ring.Send(pair[0], first + i, 1, (ulong)i);
            Await(bytes.Length);
        }

        CollectionAssert.AreEqual(Enumerable.Range(0, 50).Select(i => (ulong)i).ToArray(), completions.Select(each => each.UserData).ToArray());
        Assert.IsTrue(completions.All(each => each.Result == 1));
        byte[] received = new byte[64];
        Assert.AreEqual(bytes.Length, NativeSocket.Receive(pair[1], received));
        CollectionAssert.AreEqual(bytes, received[..bytes.Length]);
    }

    [TestMethod]
    public void A_receive_that_finds_no_buffer_ends_and_another_gets_the_rest()
    {
        byte[] bytes = [.. Enumerable.Range(0, (2 * BufferBytes) + 5).Select(i => (byte)i)];
        Assert.AreEqual(bytes.Length, NativeSocket.Send(pair[0], bytes));
        ring.Receive(pair[1], 7);
        Await(3);
        CollectionAssert.AreEqual(new[] { BufferBytes, BufferBytes, -Errno.NoBufferSpace }, completions.Select(each => each.Result).ToArray());
        Assert.AreEqual(CompletionFlags.None, completions[2].Flags & CompletionFlags.More);
        List<byte> received = [.. Filled(0), .. Filled(1)];
        buffers.Return(completions[0].Buffer);
        buffers.Return(completions[1].Buffer);
        buffers.Publish();
        ring.Receive(pair[1], 7);
        Await(4);
        received.AddRange(Filled(3));
        CollectionAssert.AreEqual(bytes, received);
    }

    [TestMethod]
    public void A_receive_that_is_cancelled_says_so_once()
    {
        ring.Receive(pair[1], 7);
        ring.Cancel(7, 8);
        ring.Cancel(4711, 9);
        Await(2);
        ring.Wait(0);
        ring.TakeCompletions(completions);
        CollectionAssert.AreEquivalent(new ulong[] { 7, 9 }, completions.Select(each => each.UserData).ToArray());
        Assert.AreEqual(-Errno.Cancelled, completions.Single(each => each.UserData == 7).Result);
    }

    [TestMethod]
    public void A_watch_whose_report_finds_no_room_ends_and_says_so()
    {
        using EventDescriptor watched = EventDescriptor.Create();
        byte sample = 1;
        ring.Watch(watched.Number, EpollFlags.In, 7);
        ring.Wait(0);
        // Both places are taken when it reports.
        ring.Send(pair[0], &sample, 1, 1);
        ring.Send(pair[0], &sample, 1, 2);
        watched.Signal();
        ring.Wait(0);
        Await(3);
        Completion last = completions.Single(each => each.UserData == 7);
        Assert.AreEqual(CompletionFlags.None, last.Flags & CompletionFlags.More);
    }

    [TestMethod]
    public void A_wait_ends_with_its_limit()
    {
        ring.Wait(1);
        ring.TakeCompletions(completions);
        Assert.IsEmpty(completions);
    }

    [TestMethod]
    public void A_ring_that_the_kernel_refuses_is_an_error() =>
        Assert.ThrowsExactly<PlatformNotSupportedException>(() => new Ring(4, 2));

    public void Dispose()
    {
        ring.Dispose();
        buffers.Dispose();
        NativeSocket.Close(pair[0]);
        NativeSocket.Close(pair[1]);
    }

    private byte[] Filled(int index) => buffers.Filled(completions[index].Buffer, completions[index].Result).ToArray();

    private void Await(int count)
    {
        for (int waits = 0; completions.Count < count; waits++)
        {
            Assert.IsLessThan(1_000, waits, $"{completions.Count} of {count} completions came");
            ring.Wait(10);
            ring.TakeCompletions(completions);
        }
    }
}
