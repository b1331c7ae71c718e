using System.Diagnostics;
using System.Net.Sockets;
using SceNettyProxy.Transport.Native;
using SceNettyProxy.Transport.Native.IoUring;

namespace SceNettyProxy.Transport.IoUring;

/// <summary>Finds out whether io_uring does here what the loops need, by having it done.</summary>
internal static unsafe class IoUringProbe
{
    private const int Received = 1;
    private const int Sent = 2;
    private const int Watched = 3;
    private const byte Sample = 42;

    // Milliseconds; all of it is done at once where it is done.
    private const int Limit = 1_000;

    private static readonly RingSizes Small = new(8, 16, 2, 64, SendersAlone: 0);

    /// <summary>Why the loops cannot run here; null if they can.</summary>
    public static string? Missing() => NativePlatform.Missing() ?? Try();

    private static string? Try()
    {
        int* pair = stackalloc int[2];
        if (NativeSocket.Pair(pair) is var error && error != 0)
            return SocketErrors.Exception(error, "socketpair").Message;
        try
        {
            using ReceiveBuffers buffers = new(Small.Buffers, Small.BufferBytes);
            using EventDescriptor wakeUp = EventDescriptor.Create();
            using Ring ring = new(Small.Submissions, Small.Completions);
            ring.Register(buffers);
            ring.Enable();
            return ring.Knows(Enum.GetValues<OperationCode>())
                ? Run(ring, buffers, wakeUp, pair)
                : "the kernel's io_uring lacks an operation";
        }
        catch (Exception e) when (e is SocketException or PlatformNotSupportedException or DllNotFoundException or EntryPointNotFoundException)
        {
            return e.Message;
        }
        finally
        {
            NativeSocket.Close(pair[0]);
            NativeSocket.Close(pair[1]);
        }
    }

    private static string? Run(Ring ring, ReceiveBuffers buffers, EventDescriptor wakeUp, int* pair)
    {
        byte sample = Sample;
        ring.Receive(pair[0], Received);
        ring.Send(pair[1], &sample, 1, Sent);
        ring.Watch(wakeUp.Number, EpollFlags.In, Watched);
        ring.Wait(0);
        wakeUp.Signal();
        List<Completion> completions = [];
        long start = Stopwatch.GetTimestamp();
        while (completions.Count < Watched && Stopwatch.GetElapsedTime(start).TotalMilliseconds < Limit)
        {
            ring.Wait(Limit);
            ring.TakeCompletions(completions);
        }

        // Exactly these, and those that go on say so.
        bool works = completions.Count == Watched
            && completions.Exists(each => each is { UserData: Received, Result: 1 }
                && each.Flags.HasFlag(CompletionFlags.Buffer | CompletionFlags.More)
                && buffers.Filled(each.Buffer, 1)[0] == Sample)
            && completions.Exists(each => each is { UserData: Sent, Result: 1 })
            && completions.Exists(each => each is { UserData: Watched, Result: > 0, Flags: CompletionFlags.More });
        return works ? null : "io_uring does not do what is needed here";
    }
}
