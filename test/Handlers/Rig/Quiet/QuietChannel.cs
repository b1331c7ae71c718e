using System.Net;
using DotNetty.Buffers;
using DotNetty.Transport.Channels;

namespace SceNettyProxy.Handlers.Tests.Rig.Quiet;

/// <summary>
/// A channel in memory that allocates nothing of its own: what is written is shown to <see cref="Sent"/> and gone, what comes is
/// given to <see cref="Deliver"/>. It is connected as soon as it is asked to.
/// </summary>
internal sealed class QuietChannel : AbstractChannel
{
    private static readonly ChannelMetadata MetadataOfAll = new(false, 16);

    private readonly DefaultChannelConfiguration configuration;
    private readonly Action<QuietChannel, EndPoint>? connecting;
    private EndPoint? peer;
    private bool isOpen = true;

    /// <param name="peer">Of a channel that is connected from the start.</param>
    /// <param name="connecting">Told of the connect of any other.</param>
    public QuietChannel(EndPoint? peer, Action<QuietChannel, EndPoint>? connecting = null)
        : base(null)
    {
        this.peer = peer;
        this.connecting = connecting;
        configuration = new DefaultChannelConfiguration(this) { Allocator = PooledByteBufferAllocator.Default };
    }

    public delegate void Sink(ReadOnlySpan<byte> bytes);

    public override IChannelConfiguration Configuration => configuration;

    public override ChannelMetadata Metadata => MetadataOfAll;

    public override bool Open => isOpen;

    public override bool Active => isOpen && peer is not null;

    /// <summary>Told of each buffer that is written.</summary>
    public Sink? Sent { get; set; }

    /// <summary>The peer takes nothing.</summary>
    public bool IsStalled { get; set; }

    /// <summary>How often it was written to, as system calls would be counted.</summary>
    public long Writes { get; private set; }

    protected override EndPoint? LocalAddressInternal => null;

    protected override EndPoint? RemoteAddressInternal => peer;

    /// <summary>The peer has sent bytes: a read of a buffer, and its end.</summary>
    public void Deliver(ReadOnlySpan<byte> bytes)
    {
        IByteBuffer buffer = configuration.Allocator.Buffer(bytes.Length);
        bytes.CopyTo(buffer.Array.AsSpan(buffer.ArrayOffset));
        buffer.SetWriterIndex(bytes.Length);
        Pipeline.FireChannelRead(buffer);
        Pipeline.FireChannelReadComplete();
    }

    protected override IChannelUnsafe NewUnsafe() => new QuietUnsafe(this);

    protected override bool IsCompatible(IEventLoop eventLoop) => true;

    protected override void DoBind(EndPoint localAddress)
    {
    }

    protected override void DoDisconnect() => DoClose();

    protected override void DoClose() => isOpen = false;

    protected override void DoBeginRead()
    {
    }

    protected override void DoWrite(ChannelOutboundBuffer input)
    {
        if (IsStalled)
            return;
        Writes++;
        while (input.Current is IByteBuffer buffer)
        {
            Sent?.Invoke(buffer.Array.AsSpan(buffer.ArrayOffset + buffer.ReaderIndex, buffer.ReadableBytes));
            input.Remove();
        }
    }

    private sealed class QuietUnsafe(QuietChannel owner) : AbstractUnsafe(owner), IChannelUnsafe
    {
        public override Task ConnectAsync(EndPoint remoteAddress, EndPoint? localAddress)
        {
            owner.peer = remoteAddress;
            owner.Pipeline.FireChannelActive();
            owner.connecting!(owner, remoteAddress);
            return Task.CompletedTask;
        }

        // The one of the base allocates.
        void IChannelUnsafe.BeginRead()
        {
        }
    }
}
