using System.Net;
using System.Net.Sockets;
using DotNetty.Transport.Channels;
using DotNetty.Transport.Channels.Sockets;
using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.Epoll;

/// <summary>
/// A connection on an <see cref="EpollEventLoop"/>. A buffer is taken from the allocator only when there is something to
/// read, so an idle connection holds none. With AutoRead off nothing is delivered, not even once, and nothing is noticed of
/// the peer until reads go on or something is written.
/// </summary>
/// <remarks>
/// The kernel reports by edge. A descriptor is then told to epoll once in its life: switching reads off and on, and waiting
/// for room to write, cost no system call, and the kernel does not look again at what it has reported. The price is the
/// bookkeeping here: <see cref="readable"/> and <see cref="writeBlocked"/> remember what will not be reported again. Interest
/// in writability costs nothing either, since by edge it is reported only behind a write that found no room.
/// </remarks>
public sealed partial class EpollSocketChannel : AbstractChannel, ISocketChannel, IEpollChannel
{
    private const int Closed = -1;
    private const int ReadsPerTurn = 16;
    private const EpollFlags Interest = EpollFlags.In | EpollFlags.Out | EpollFlags.PeerFinished;
    private const EpollFlags Broken = EpollFlags.Error | EpollFlags.HangUp;

    private static readonly ChannelMetadata MetadataOfAll = new(false, ReadsPerTurn);

    private readonly EpollSocketChannelConfiguration configuration;
    private readonly bool isTcp;
    private volatile int descriptor;
    private volatile bool active;
    private EndPoint? remote;
    private EpollEventLoop? loop;
    private ulong? number;

    /// <summary>A channel that is to connect.</summary>
    /// <exception cref="SocketException">No socket can be had.</exception>
    public EpollSocketChannel(AddressFamily family)
        : base(null)
    {
        descriptor = NativeSocket.Create(family);
        isTcp = family != AddressFamily.Unix;
        configuration = new EpollSocketChannelConfiguration(this, isTcp);
    }

    /// <summary>A connection that was accepted; takes the descriptor over.</summary>
    internal EpollSocketChannel(IChannel parent, int accepted, EndPoint remote)
        : base(parent)
    {
        descriptor = accepted;
        isTcp = remote is IPEndPoint;
        this.remote = remote;
        configuration = new EpollSocketChannelConfiguration(this, isTcp);
        active = true;
        CacheAddresses();
    }

    public override IChannelConfiguration Configuration => configuration;

    public override ChannelMetadata Metadata => MetadataOfAll;

    public override bool Open => descriptor != Closed;

    public override bool Active => active;

    /// <summary>The open socket.</summary>
    /// <exception cref="ObjectDisposedException">The channel is closed.</exception>
    internal int Descriptor => descriptor != Closed ? descriptor : throw new ObjectDisposedException(nameof(EpollSocketChannel));

    protected override EndPoint LocalAddressInternal => NativeSocket.LocalAddress(Descriptor);

    protected override EndPoint RemoteAddressInternal => remote ?? NativeSocket.RemoteAddress(Descriptor);

    private SocketUnsafe Operations => (SocketUnsafe)Unsafe;

    void IEpollChannel.OnEvents(EpollFlags flags)
    {
        if (connectPromise is not null && (flags & (EpollFlags.Out | Broken)) != 0)
            Operations.FinishConnect();
        if (!active)
            return;
        if (writeBlocked && (flags & (EpollFlags.Out | Broken)) != 0)
        {
            writeBlocked = false;
            Operations.FlushAgain();
        }

        if ((flags & (EpollFlags.In | EpollFlags.PeerFinished | Broken)) == 0)
            return;
        readable = true;
        peerFinished |= (flags & (EpollFlags.PeerFinished | Broken)) != 0;
        ReadIfWanted();
    }

    void IEpollChannel.OnReady()
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

    void IEpollChannel.OnFailure(Exception exception)
    {
        Pipeline.FireExceptionCaught(exception);
        Unsafe.CloseAsync();
    }

    void IEpollChannel.OnLoopEnds() => Unsafe.CloseAsync();

    protected override IChannelUnsafe NewUnsafe() => new SocketUnsafe(this);

    protected override bool IsCompatible(IEventLoop eventLoop) => eventLoop is EpollEventLoop;

    protected override void DoRegister()
    {
        loop = (EpollEventLoop)EventLoop;
        // A socket that is not connected would be reported as hung up; it is attached when it connects.
        if (!active)
            return;
        Attach();
        if (flushPending)
            loop.Ready(this);
    }

    protected override void DoDeregister()
    {
        if (number is { } attached)
            loop!.Detach(attached, descriptor);
        number = null;
        loop = null;
    }

    protected override void DoBind(EndPoint localAddress)
    {
        NativeSocket.Bind(Descriptor, localAddress);
        CacheLocalAddress();
    }

    protected override void DoDisconnect() => DoClose();

    protected override void DoClose()
    {
        if (descriptor == Closed)
            return;
        active = false;
        readable = false;
        int closing = descriptor;
        descriptor = Closed;
        if (number is { } attached)
            loop!.Detach(attached, Closed);
        number = null;
        NativeSocket.Close(closing);
        Operations.FailConnect(ClosedException);
    }

    private void Attach() => number = loop!.Attach(this, descriptor, Interest);

    // Asked for now, while the descriptor is known to be this channel's: later they may be asked for on any thread.
    private void CacheAddresses()
    {
        CacheLocalAddress();
        CacheRemoteAddress();
    }
}
