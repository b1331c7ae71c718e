using SceNettyProxy.Transport.Channels;
using SceNettyProxy.Transport.Loops;
using SceNettyProxy.Transport.Native;
using SceNettyProxy.Transport.Native.IoUring;

namespace SceNettyProxy.Transport.IoUring;

public sealed unsafe partial class IoUringEventLoop
{
    // The user data of an operation: the number of its channel, and above it what it does.
    private const int OperationShift = ChannelSlots<IIoUringChannel>.NumberBits;
    private const ulong NumberMask = (1UL << OperationShift) - 1;

    /// <inheritdoc cref="Ring.Accept"/>
    internal void Accept(ulong number, int descriptor) => ring.Accept(descriptor, UserData(RingOperation.Accept, number));

    /// <summary>Completes when a connect is decided.</summary>
    internal void AwaitConnect(ulong number, int descriptor) =>
        ring.Poll(descriptor, EpollFlags.Out, UserData(RingOperation.Connect, number));

    /// <inheritdoc cref="Ring.Receive"/>
    internal void Receive(ulong number, int descriptor) => ring.Receive(descriptor, UserData(RingOperation.Receive, number));

    /// <summary>Completes, in place of a receive, when there is something to read, the end of the stream or an error.</summary>
    internal void AwaitReadable(ulong number, int descriptor) =>
        ring.Poll(descriptor, EpollFlags.In | EpollFlags.PeerFinished, UserData(RingOperation.Receive, number));

    /// <summary>Sends all pieces, or up to an error. They must stay until the completion.</summary>
    internal void Send(ulong number, int descriptor, Gather pieces)
    {
        ulong userData = UserData(RingOperation.Send, number);
        if (pieces.Count == 1)
            ring.Send(descriptor, pieces.First->Base, (int)pieces.First->Length, userData);
        else
            ring.Send(descriptor, pieces.Header, userData);
    }

    /// <inheritdoc cref="Ring.Cancel"/>
    internal void Cancel(ulong number, RingOperation operation) =>
        ring.Cancel(UserData(operation, number), UserData(RingOperation.None, number));

    /// <summary>
    /// Waits until a channel's operations, which are cancelled, have ended, and tells it so. All other channels are told in their turn.
    /// </summary>
    internal void Settle(ulong number, Func<bool> isSettled)
    {
        while (true)
        {
            for (int i = next; i < completions.Count && !isSettled(); i++)
            {
                Completion completion = completions[i];
                if (NumberOf(completion.UserData) != number || OperationOf(completion.UserData) <= RingOperation.WakeUp)
                    continue;
                // With the bits of a buffer gone it is not given back twice.
                completions[i] = default;
                Report(completion);
            }

            if (isSettled())
                return;
            buffers.Publish();
            ring.Wait(DrainWait);
            ring.TakeCompletions(completions);
        }
    }

    // Each signal is a completion; the counter need never be read.
    private void WatchWakeUp() => ring.Watch(wakeUp.Number, EpollFlags.In, UserData(RingOperation.WakeUp, 0));

    private static ulong UserData(RingOperation operation, ulong number) => ((ulong)operation << OperationShift) | number;

    private static ulong NumberOf(ulong userData) => userData & NumberMask;

    private static RingOperation OperationOf(ulong userData) => (RingOperation)(userData >> OperationShift);
}
