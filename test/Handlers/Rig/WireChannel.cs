using System.Net;
using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using DotNetty.Transport.Channels.Embedded;

namespace SceNettyProxy.Handlers.Tests.Rig;

/// <summary>
/// An embedded channel on a <see cref="TestLoop"/> that reads and connects as a socket does: a read delivers one buffer and
/// only where one is wanted, a peer that stalls leaves what is written in the outbound buffer, and a connect ends when the
/// test says so.
/// </summary>
internal sealed class WireChannel : EmbeddedChannel
{
    private readonly Queue<IByteBuffer?> inbox = new();
    private readonly List<byte> sent = [];
    private readonly Action<WireChannel, IPEndPoint>? connecting;
    private readonly IPEndPoint? peer;
    private TaskCompletionSource? connect;
    private bool isActive;
    private bool isReadArmed;

    /// <param name="peer">The address of the peer, for a channel that is connected from the start.</param>
    /// <param name="connecting">Told of a connect, which ends in <see cref="CompleteConnect"/> or
    /// <see cref="FailConnect"/>.</param>
    public WireChannel(IByteBufferAllocator allocator, IPEndPoint? peer, Action<WireChannel, IPEndPoint>? connecting = null)
    {
        this.peer = peer;
        this.connecting = connecting;
        Configuration.Allocator = allocator;
        // The base class's own initializer, which has nothing to add.
        Pipeline.RemoveFirst();
    }

    public override bool Active => isActive;

    /// <summary>The peer takes nothing more until it is set back.</summary>
    public bool IsPeerStalled { get; private set; }

    /// <summary>Something that the peer has sent was not read yet.</summary>
    public bool HasUnread => inbox.Count > 0;

    /// <summary>Where each written buffer had its memory.</summary>
    public List<(byte[] Array, int Offset, int Count)> SentFrom { get; } = [];

    /// <summary>Bytes that the peer took, since the start.</summary>
    public long SentBytes { get; private set; }

    /// <summary>Bytes of the peer that were read, since the start.</summary>
    public long ReadBytes { get; private set; }

    /// <summary>Called for each write that the peer takes.</summary>
    public Action<byte[]>? Sent { get; set; }

    /// <summary>Writes that the peer took, since the start.</summary>
    public int SentCount { get; private set; }

    protected override EndPoint? RemoteAddressInternal => peer;

    /// <summary>The peer sends a buffer; it is read on the loop.</summary>
    public void Deliver(IByteBuffer buffer)
    {
        if (!Open)
        {
            buffer.Release();
            return;
        }

        inbox.Enqueue(buffer);
        EventLoop.Execute(ReadOne);
    }

    /// <summary>The peer closes behind what it has sent.</summary>
    public void DeliverEnd()
    {
        inbox.Enqueue(null);
        EventLoop.Execute(ReadOne);
    }

    public void StallPeer() => IsPeerStalled = true;

    public void ResumePeer()
    {
        IsPeerStalled = false;
        EventLoop.Execute(() => Unsafe.Flush());
    }

    /// <summary>The bytes that the peer took since the last call.</summary>
    public byte[] TakeSent()
    {
        byte[] taken = [.. sent];
        sent.Clear();
        return taken;
    }

    public void CompleteConnect() => EventLoop.Execute(() =>
    {
        if (!Open)
            return;
        isActive = true;
        connect!.TrySetResult();
        Pipeline.FireChannelActive();
    });

    public void FailConnect(Exception cause) => EventLoop.Execute(() =>
    {
        connect!.TrySetException(cause);
        Tasks.Observe(CloseAsync());
    });

    protected override bool IsCompatible(IEventLoop eventLoop) => eventLoop is TestLoop;

    protected override IChannelUnsafe NewUnsafe() => new WireUnsafe(this);

    protected override void DoRegister() => isActive = peer is not null;

    protected override void DoClose()
    {
        isActive = false;
        base.DoClose();
        connect?.TrySetException(new ClosedChannelException());
        while (inbox.TryDequeue(out IByteBuffer? unread))
            unread?.Release();
    }

    protected override void DoBeginRead()
    {
        isReadArmed = true;
        if (inbox.Count > 0)
            EventLoop.Execute(ReadOne);
    }

    protected override void DoWrite(ChannelOutboundBuffer input)
    {
        while (!IsPeerStalled && input.Current is IByteBuffer buffer)
        {
            if (buffer.IsReadable())
                Record(buffer);
            input.Remove();
        }
    }

    private void Record(IByteBuffer buffer)
    {
        byte[] bytes = buffer.ReadableSpan().ToArray();
        sent.AddRange(bytes);
        SentFrom.Add((buffer.Array, buffer.ArrayOffset + buffer.ReaderIndex, bytes.Length));
        SentCount++;
        SentBytes += bytes.Length;
        Sent?.Invoke(bytes);
    }

    private void ReadOne()
    {
        if (!Active || !isReadArmed || !inbox.TryDequeue(out IByteBuffer? next))
            return;
        isReadArmed = false;
        if (next is null)
        {
            Tasks.Observe(CloseAsync());
            return;
        }

        ReadBytes += next.ReadableBytes;
        Pipeline.FireChannelRead(next);
        Pipeline.FireChannelReadComplete();
    }

    private Task Connect(IPEndPoint address)
    {
        connect = new TaskCompletionSource();
        connecting!(this, address);
        return connect.Task;
    }

    private sealed class WireUnsafe(WireChannel owner) : AbstractUnsafe(owner)
    {
        public override Task ConnectAsync(EndPoint remoteAddress, EndPoint localAddress) =>
            owner.Connect((IPEndPoint)remoteAddress);
    }
}
