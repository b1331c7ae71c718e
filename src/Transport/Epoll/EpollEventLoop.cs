using System.Diagnostics.CodeAnalysis;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.Channels;
using SceNettyProxy.Transport.Loops;
using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.Epoll;

/// <summary>A loop that waits in epoll. The thread starts with the object.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Its thread gives back what it holds when the loop ends.")]
public sealed class EpollEventLoop : NativeEventLoop
{
    private const int MaxItemsPerTurn = 256;

    private readonly Native.Epoll epoll = new(MaxItemsPerTurn);
    private readonly ChannelSlots<IEpollChannel> channels = new();

    /// <param name="parent">The group that it belongs to, if any.</param>
    /// <param name="threadName">The name of its thread.</param>
    /// <param name="coalescing">As in <see cref="ITransport.CreateGroup"/>.</param>
    /// <exception cref="System.Net.Sockets.SocketException">No descriptor can be had.</exception>
    public EpollEventLoop(IEventLoopGroup? parent, string threadName, TimeSpan? coalescing = null)
        : this(parent, threadName, WakeUpCoalescing.Factory(coalescing))
    {
    }

    internal EpollEventLoop(IEventLoopGroup? parent, string threadName, Func<WakeUpCoalescing> coalescing)
        : base(parent, threadName, coalescing)
    {
        Start();
    }

    /// <summary>The pieces of gather writes; the loop's thread only.</summary>
    internal Gather Gather { get; } = new();

    private protected override int ChannelCount => channels.Count;

    /// <summary>Begins to report on a channel, by edge: each change once, to <see cref="IEpollChannel.OnEvents"/>.</summary>
    /// <returns>The number for <see cref="Detach"/>.</returns>
    internal ulong Attach(IEpollChannel channel, int descriptor, EpollFlags flags)
    {
        ulong number = channels.Add(channel);
        try
        {
            epoll.Watch(descriptor, flags | EpollFlags.EdgeTriggered, number);
            return number;
        }
        catch
        {
            channels.Remove(number);
            throw;
        }
    }

    /// <summary>Ends the reports on a channel, also those that are on their way.</summary>
    /// <param name="number">From <see cref="Attach"/>.</param>
    /// <param name="open">The descriptor, if it stays open; -1 if it is closed or about to be.</param>
    internal void Detach(ulong number, int open)
    {
        channels.Remove(number);
        if (open >= 0)
            epoll.Forget(open);
    }

    private protected override int Wait(int timeoutMilliseconds) => epoll.Wait(timeoutMilliseconds);

    private protected override void Dispatch(int reports)
    {
        for (int i = 0; i < reports; i++)
        {
            // The event that wakes has done its work when it comes here, and is no channel.
            ulong number = epoll.Data(i);
            if (channels.Find(number) is not { } channel)
                continue;
            OnReport(channels, number);
            Report(channel, epoll.Flags(i));
        }
    }

    private protected override void Wake() => epoll.Wake();

    private protected override INativeChannel[] AllChannels() => channels.All();

    private protected override void Release()
    {
        epoll.Dispose();
        Gather.Dispose();
    }

    private static void Report(IEpollChannel channel, EpollFlags flags)
    {
        try
        {
            channel.OnEvents(flags);
        }
        catch (Exception e)
        {
            Fail(channel, e);
        }
    }
}
