using System.Net;
using System.Net.Sockets;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.Channels;
using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.Epoll;

/// <summary>A connection on an <see cref="EpollEventLoop"/>.</summary>
/// <remarks>
/// The kernel reports by edge. A descriptor is then told to epoll once in its life: switching reads off and on, and waiting
/// for room to write, cost no system call, and the kernel does not look again at what it has reported. The price is the
/// bookkeeping here: <see cref="NativeSocketChannel.Readable"/> and <see cref="writeBlocked"/> remember what will not be reported
/// again. Interest in writability costs nothing either, since by edge it is reported only behind a write that found no room.
/// </remarks>
public sealed partial class EpollSocketChannel : NativeSocketChannel, IEpollChannel
{
    private const EpollFlags Interest = EpollFlags.In | EpollFlags.Out | EpollFlags.PeerFinished;
    private const EpollFlags Broken = EpollFlags.Error | EpollFlags.HangUp;

    private EpollEventLoop? loop;
    private ulong? number;

    /// <summary>A channel that is to connect.</summary>
    /// <exception cref="SocketException">No socket can be had.</exception>
    public EpollSocketChannel(AddressFamily family)
        : base(family)
    {
    }

    /// <summary>A connection that was accepted; takes the descriptor over.</summary>
    internal EpollSocketChannel(IChannel parent, int accepted, EndPoint remote)
        : base(parent, accepted, remote)
    {
    }

    void IEpollChannel.OnEvents(EpollFlags flags)
    {
        if (IsConnecting && (flags & (EpollFlags.Out | Broken)) != 0)
            Operations.FinishConnect();
        if (!Active)
            return;
        if (writeBlocked && (flags & (EpollFlags.Out | Broken)) != 0)
        {
            writeBlocked = false;
            Operations.FlushAgain();
        }

        if ((flags & (EpollFlags.In | EpollFlags.PeerFinished | Broken)) == 0)
            return;
        Readable = true;
        PeerFinished |= (flags & (EpollFlags.PeerFinished | Broken)) != 0;
        ReadIfWanted();
    }

    private protected override void OnReady()
    {
        // It may have moved to another loop since it asked.
        if (loop is not { InEventLoop: true })
            return;
        if (flushPending)
        {
            flushPending = false;
            Operations.FlushAgain();
        }

        ReadIfWanted();
    }

    private protected override void OnConnecting(bool decided) => Attach();

    private protected override void BeforeClose()
    {
        // A flush has given to the kernel what it takes.
    }

    private protected override void Release(int descriptor)
    {
        Readable = false;
        if (number is { } attached)
            loop!.Detach(attached, Closed);
        number = null;
        NativeSocket.Close(descriptor);
    }

    protected override bool IsCompatible(IEventLoop eventLoop) => eventLoop is EpollEventLoop;

    protected override void DoRegister()
    {
        loop = (EpollEventLoop)EventLoop;
        // A socket that is not connected would be reported as hung up; it is attached when it connects.
        if (!Active)
            return;
        Attach();
        if (flushPending)
            loop.Ready(this);
    }

    protected override void DoDeregister()
    {
        if (number is { } attached)
            loop!.Detach(attached, Descriptor);
        number = null;
        loop = null;
    }

    private void Attach() => number = loop!.Attach(this, Descriptor, Interest);
}
