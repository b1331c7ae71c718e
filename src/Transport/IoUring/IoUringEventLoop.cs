using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using DotNetty.Common.Internal.Logging;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.Channels;
using SceNettyProxy.Transport.Loops;
using SceNettyProxy.Transport.Native;
using SceNettyProxy.Transport.Native.IoUring;

namespace SceNettyProxy.Transport.IoUring;

/// <summary>
/// A loop that waits in an io_uring of its own: one system call per turn submits what the channels want and waits for what has
/// come of it. The thread starts with the object.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Its thread gives back what it holds when the loop ends.")]
public sealed partial class IoUringEventLoop : NativeEventLoop
{
    // Milliseconds at a time, for operations that are cancelled.
    private const int DrainWait = 100;

    private static readonly IInternalLogger Logger = InternalLoggerFactory.GetInstance<IoUringEventLoop>();
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);

    private readonly Ring ring;
    private readonly ReceiveBuffers buffers;
    private readonly EventDescriptor wakeUp;
    private readonly ChannelSlots<IIoUringChannel> channels = new();

    // Taken out of the ring at once, so that it has room; those from "next" on are still to be handed to their channels.
    private readonly List<Completion> completions = [];
    private readonly List<IIoUringChannel> senders = [];
    private readonly Stack<Gather> gathers = new();
    private readonly int sendersAlone;
    private int next;

    /// <param name="parent">The group that it belongs to, if any.</param>
    /// <param name="threadName">The name of its thread.</param>
    /// <param name="coalescing">As in <see cref="ITransport.CreateGroup"/>.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The kernel refuses the ring or its memory.</exception>
    /// <exception cref="PlatformNotSupportedException">The kernel's io_uring lacks something that is needed.</exception>
    public IoUringEventLoop(IEventLoopGroup? parent, string threadName, TimeSpan? coalescing = null)
        : this(parent, threadName, RingSizes.Default, WakeUpCoalescing.Factory(coalescing))
    {
    }

    internal IoUringEventLoop(IEventLoopGroup? parent, string threadName, RingSizes sizes, Func<WakeUpCoalescing> coalescing)
        : base(parent, threadName, coalescing)
    {
        sendersAlone = sizes.SendersAlone;
        buffers = new ReceiveBuffers(sizes.Buffers, sizes.BufferBytes);
        try
        {
            wakeUp = EventDescriptor.Create();
            ring = new Ring(sizes.Submissions, sizes.Completions);
            ring.Register(buffers);
        }
        catch
        {
            ring?.Dispose();
            wakeUp?.Dispose();
            buffers.Dispose();
            throw;
        }

        Start();
    }

    private protected override int ChannelCount => channels.Count;

    /// <summary>Bytes that a receive reports at a time, at most.</summary>
    internal int ReceiveBytes => buffers.BufferBytes;

    /// <summary>Takes a channel in.</summary>
    /// <returns>The number under which its operations are reported.</returns>
    internal ulong Attach(IIoUringChannel channel) => channels.Add(channel);

    /// <summary>Forgets a channel; none of its operations is on its way any more.</summary>
    internal void Detach(ulong number) => channels.Remove(number);

    /// <summary>Calls <see cref="IIoUringChannel.Send"/> at the end of this turn.</summary>
    internal void QueueSend(IIoUringChannel channel) => senders.Add(channel);

    /// <summary>An empty collection of pieces, which <see cref="Return"/> takes back.</summary>
    internal Gather Rent() => gathers.TryPop(out Gather? gather) ? gather : new Gather();

    internal void Return(Gather gather)
    {
        gather.Clear();
        gathers.Push(gather);
    }

    private protected override void OnStarted()
    {
        ring.Enable();
        WatchWakeUp();
    }

    private protected override void BeforeWait()
    {
        bool alone = senders.Count <= sendersAlone;
        // Promises that are kept here may flush again.
        for (int i = 0; i < senders.Count; i++)
        {
            IIoUringChannel channel = senders[i];
            try
            {
                channel.Send(alone);
            }
            catch (Exception e)
            {
                Fail(channel, e);
            }
        }

        senders.Clear();
    }

    private protected override bool CanWaitForSeveral => ring.CanWaitForSeveral;

    private protected override int Wait(int timeoutMilliseconds) => Wait(timeoutMilliseconds, 1);

    private protected override int WaitForSeveral(int timeoutMilliseconds, int wanted) => Wait(timeoutMilliseconds, wanted);

    private int Wait(int timeoutMilliseconds, int wanted)
    {
        bool untold = next < completions.Count;
        if (!untold)
        {
            completions.Clear();
            next = 0;
        }

        buffers.Publish();
        if (wanted > 1 && !untold)
            ring.WaitForSeveral(timeoutMilliseconds, wanted, Coalescing.Limit);
        else
            ring.Wait(untold ? 0 : timeoutMilliseconds);
        ring.TakeCompletions(completions);
        return completions.Count - next;
    }

    private protected override void Dispatch(int reports)
    {
        // By index: whoever looks for its own completions may add some.
        while (next < completions.Count)
            Report(completions[next++]);
    }

    private protected override void Wake()
    {
        try
        {
            wakeUp.Signal();
        }
        catch (ObjectDisposedException)
        {
            // The loop has ended, and who wakes it will see that.
        }
    }

    private protected override INativeChannel[] AllChannels() => channels.All();

    private protected override void Release()
    {
        bool drained = Drain();
        ring.Dispose();
        wakeUp.Dispose();
        if (!drained)
        {
            // The kernel may still write there and read from there.
            Logger.Error($"An event loop ends with {channels.Count} channels whose operations the kernel has not ended; their memory is lost.");
            return;
        }

        buffers.Dispose();
        while (gathers.TryPop(out Gather? gather))
            gather.Dispose();
    }

    // Closed channels have their operations cancelled and their descriptors open until that has come about.
    private bool Drain()
    {
        try
        {
            long start = Stopwatch.GetTimestamp();
            while (channels.Count > 0 && Stopwatch.GetElapsedTime(start) < DrainLimit)
                Dispatch(Wait(DrainWait));
        }
        catch (System.Net.Sockets.SocketException e)
        {
            Logger.Error("The ring of an event loop has failed.", e);
        }

        return channels.Count == 0;
    }

    private void Report(in Completion completion)
    {
        ulong number = NumberOf(completion.UserData);
        RingOperation operation = OperationOf(completion.UserData);
        bool more = (completion.Flags & CompletionFlags.More) != 0;
        bool hasBuffer = (completion.Flags & CompletionFlags.Buffer) != 0;
        if (operation == RingOperation.WakeUp && !more)
            WatchWakeUp();
        if (operation > RingOperation.WakeUp && channels.Find(number) is { } channel)
        {
            OnReport(channels, number);
            try
            {
                channel.OnCompletion(
                    operation,
                    completion.Result,
                    more,
                    hasBuffer && completion.Result > 0 ? buffers.Filled(completion.Buffer, completion.Result) : default);
            }
            catch (Exception e)
            {
                Fail(channel, e);
            }
        }

        if (hasBuffer)
            buffers.Return(completion.Buffer);
    }
}
