using System.Net;
using System.Net.Sockets;
using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using DotNetty.Transport.Channels.Sockets;
using SceNettyProxy.Transport.Loops;
using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.Channels;

/// <summary>
/// A connection on a loop that waits in the kernel itself. A buffer is taken from the allocator only when there is something to
/// read, so an idle connection holds none. With AutoRead off nothing is delivered, not even once, and nothing is noticed of
/// the peer until reads go on or something is written.
/// </summary>
public abstract partial class NativeSocketChannel : AbstractChannel, ISocketChannel, INativeChannel
{
    private protected const int Closed = -1;

    private const int ReadsPerTurn = 16;

    private static readonly ChannelMetadata MetadataOfAll = new(false, ReadsPerTurn);

    private readonly NativeSocketChannelConfiguration configuration;
    private readonly bool isTcp;
    private volatile int descriptor;
    private volatile bool active;
    private EndPoint? remote;

    // Whether a read was asked for since the last delivery.
    private bool readPending;
    private bool inputFinished;

    // Whether nothing may be written any more, and the peer is told so behind what was.
    private bool outputFinished;

    private protected NativeSocketChannel(AddressFamily family)
        : base(null)
    {
        descriptor = NativeSocket.Create(family);
        isTcp = family != AddressFamily.Unix;
        configuration = new NativeSocketChannelConfiguration(this, isTcp);
    }

    /// <summary>A connection that was accepted; takes the descriptor over.</summary>
    private protected NativeSocketChannel(IChannel parent, int accepted, EndPoint remote)
        : base(parent)
    {
        descriptor = accepted;
        isTcp = remote is IPEndPoint;
        this.remote = remote;
        configuration = new NativeSocketChannelConfiguration(this, isTcp);
        active = true;
        CacheAddresses();
    }

    public override IChannelConfiguration Configuration => configuration;

    public override ChannelMetadata Metadata => MetadataOfAll;

    public override bool Open => descriptor != Closed;

    public override bool Active => active;

    /// <summary>The open socket.</summary>
    /// <exception cref="ObjectDisposedException">The channel is closed.</exception>
    internal int Descriptor => descriptor != Closed ? descriptor : throw new ObjectDisposedException(nameof(NativeSocketChannel));

    protected override EndPoint LocalAddressInternal => NativeSocket.LocalAddress(Descriptor);

    protected override EndPoint RemoteAddressInternal => remote ?? NativeSocket.RemoteAddress(Descriptor);

    private protected NativeSocketChannelConfiguration Options => configuration;

    private protected SocketUnsafe Operations => (SocketUnsafe)Unsafe;

    /// <summary>Whether a delivery is asked for: by a read or by AutoRead.</summary>
    private protected bool WantsRead => (readPending || configuration.AutoRead) && !inputFinished;

    /// <summary>Whether a flush would be in vain now; the channel flushes again when it is not.</summary>
    private protected virtual bool FlushWaits => false;

    void INativeChannel.OnReady() => OnReady();

    void INativeChannel.OnFailure(Exception exception)
    {
        Pipeline.FireExceptionCaught(exception);
        Unsafe.CloseAsync();
    }

    void INativeChannel.OnLoopEnds() => Unsafe.CloseAsync();

    /// <summary>
    /// Tells the peer that nothing more comes, behind what has been flushed; what is written later fails. The channel stays
    /// open for reading. Any thread.
    /// </summary>
    public Task ShutdownOutputAsync() => EventLoop.SubmitAsync(() =>
    {
        outputFinished = true;
        FinishOutputIfSent(Unsafe.OutboundBuffer);
        return true;
    });

    internal void ClearReadPending()
    {
        if (!Registered || EventLoop.InEventLoop)
            readPending = false;
        else
            EventLoop.Execute(static channel => ((NativeSocketChannel)channel).readPending = false, this);
    }

    /// <inheritdoc cref="INativeChannel.OnReady"/>
    private protected abstract void OnReady();

    /// <summary>A connect has begun; the kernel is to say when it is decided, if it is not.</summary>
    private protected abstract void OnConnecting(bool decided);

    /// <summary>The channel is about to close: what was flushed and fits into the kernel is to be there.</summary>
    private protected abstract void BeforeClose();

    /// <summary>The channel is closed and not active any more; takes its descriptor over, to close it when the kernel has done with it.</summary>
    private protected abstract void Release(int descriptor);

    private protected void OnEndOfStream(IChannelPipeline pipeline)
    {
        if (!active)
            return;
        inputFinished = true;
        if (configuration.AllowHalfClosure)
            pipeline.FireUserEventTriggered(ChannelInputShutdownEvent.Instance);
        else
            Unsafe.CloseAsync();
    }

    private protected void OnReadError(IChannelPipeline pipeline, SocketException exception)
    {
        if (!active)
            return;
        inputFinished = true;
        pipeline.FireExceptionCaught(exception);
        Unsafe.CloseAsync();
    }

    /// <summary>Hands a buffer to the pipeline, with which a read that was asked for is done.</summary>
    private protected void FireRead(IChannelPipeline pipeline, IByteBuffer buffer)
    {
        readPending = false;
        pipeline.FireChannelRead(buffer);
    }

    private protected void FinishOutputIfSent(ChannelOutboundBuffer? input)
    {
        if (outputFinished && active && input is { IsEmpty: true })
            NativeSocket.FinishOutput(descriptor);
    }

    protected override object FilterOutboundMessage(object msg)
    {
        if (outputFinished)
            throw ClosedException;
        if (msg is not IByteBuffer bytes)
            throw new NotSupportedException($"a socket channel writes buffers, not {msg.GetType().Name}");
        WrittenBytes += bytes.ReadableBytes;
        return msg;
    }

    protected override IChannelUnsafe NewUnsafe() => new SocketUnsafe(this);

    protected override void DoBeginRead() => readPending = true;

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
        int closing = descriptor;
        descriptor = Closed;
        Release(closing);
        Operations.FailConnect(ClosedException);
    }

    // Asked for now, while the descriptor is known to be this channel's: later they may be asked for on any thread.
    private void CacheAddresses()
    {
        CacheLocalAddress();
        CacheRemoteAddress();
    }
}
