using System.Net;
using System.Net.Sockets;
using DotNetty.Transport.Channels;
using DotNetty.Transport.Channels.Sockets;
using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.Epoll;

/// <summary>
/// A listener on an <see cref="EpollEventLoop"/>. It takes waiting connections in bounded batches and passes each on as an
/// <see cref="EpollSocketChannel"/>. When descriptors or memory have run out it says so with a
/// <see cref="SocketException"/> and takes nothing for <see cref="Pause"/>.
/// </summary>
public sealed class EpollServerChannel : AbstractServerChannel, IServerSocketChannel, IEpollChannel
{
    /// <summary>How long nothing is accepted after the system has refused to give a descriptor.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private const int Closed = -1;

    private readonly EpollServerChannelConfiguration configuration;
    private readonly Acceptor accept;
    private volatile int descriptor;
    private volatile bool listening;
    private EndPoint? boundTo;
    private EpollEventLoop? loop;
    private ulong? number;
    private bool readPending;
    private bool acceptable;
    private bool accepting;
    private bool paused;

    /// <param name="family">IPv6 takes IPv4 clients as well.</param>
    /// <exception cref="SocketException">No socket can be had.</exception>
    public EpollServerChannel(AddressFamily family)
        : this(family, NativeSocket.Accept)
    {
    }

    internal EpollServerChannel(AddressFamily family, Acceptor accept)
    {
        this.accept = accept;
        descriptor = NativeSocket.Create(family);
        // Without it a listener could not come back for a minute after its connections.
        SocketOptions.Set(descriptor, SocketOptions.ReuseAddress, 1);
        configuration = new EpollServerChannelConfiguration(this);
    }

    public override IChannelConfiguration Configuration => configuration;

    public override bool Open => descriptor != Closed;

    public override bool Active => listening;

    /// <summary>The open socket.</summary>
    /// <exception cref="ObjectDisposedException">The channel is closed.</exception>
    internal int Descriptor => descriptor != Closed ? descriptor : throw new ObjectDisposedException(nameof(EpollServerChannel));

    protected override EndPoint LocalAddressInternal => NativeSocket.LocalAddress(Descriptor);

    void IEpollChannel.OnEvents(EpollFlags flags)
    {
        acceptable = true;
        AcceptIfWanted();
    }

    void IEpollChannel.OnReady()
    {
        // It may have moved to another loop since it asked.
        if (loop is { InEventLoop: true })
            AcceptIfWanted();
    }

    void IEpollChannel.OnFailure(Exception exception) => Unsafe.CloseAsync();

    void IEpollChannel.OnLoopEnds() => Unsafe.CloseAsync();

    internal void ClearReadPending()
    {
        if (!Registered || EventLoop.InEventLoop)
            readPending = false;
        else
            EventLoop.Execute(static channel => ((EpollServerChannel)channel).readPending = false, this);
    }

    protected override bool IsCompatible(IEventLoop eventLoop) => eventLoop is EpollEventLoop;

    protected override void DoRegister()
    {
        loop = (EpollEventLoop)EventLoop;
        if (listening)
            number = loop.Attach(this, descriptor, EpollFlags.In);
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
        boundTo = localAddress;
        NativeSocket.Listen(descriptor, configuration.Backlog);
        number = loop!.Attach(this, descriptor, EpollFlags.In);
        listening = true;
        CacheLocalAddress();
    }

    protected override void DoBeginRead()
    {
        readPending = true;
        if (acceptable && !accepting)
            loop?.Ready(this);
    }

    protected override void DoClose()
    {
        if (descriptor == Closed)
            return;
        listening = false;
        int closing = descriptor;
        descriptor = Closed;
        if (number is { } attached)
            loop!.Detach(attached, Closed);
        number = null;
        NativeSocket.Close(closing);
        if (boundTo is UnixDomainSocketEndPoint path)
            File.Delete(path.ToString());
    }

    private void AcceptIfWanted()
    {
        if (acceptable && !paused && listening && (readPending || configuration.AutoRead))
            Accept();
    }

    private void Accept()
    {
        accepting = true;
        IRecvByteBufAllocatorHandle batch = Unsafe.RecvBufAllocHandle;
        batch.Reset(configuration);
        SocketException? refused = null;
        do
        {
            int accepted = accept(descriptor, out EndPoint? remote, out int errno);
            if (accepted >= 0)
            {
                readPending = false;
                Pipeline.FireChannelRead(new EpollSocketChannel(this, accepted, remote!));
            }
            else if (errno == Errno.TryAgain)
            {
                acceptable = false;
            }
            else if (IsExhaustion(errno))
            {
                refused = SocketErrors.Exception(errno, "accept4");
                break;
            }

            // Any other error is that of one connection, which is gone.
            batch.IncMessagesRead(1);
        }
        while (acceptable && listening && batch.ContinueReading());

        batch.ReadComplete();
        Pipeline.FireChannelReadComplete();
        accepting = false;
        if (refused is not null)
            PauseFor(refused);
        else if (acceptable && listening && (readPending || configuration.AutoRead))
            loop!.Ready(this);
    }

    private void PauseFor(SocketException refused)
    {
        paused = true;
        loop!.Schedule(static channel => ((EpollServerChannel)channel).Resume(), this, Pause);
        Pipeline.FireExceptionCaught(refused);
    }

    private void Resume()
    {
        paused = false;
        if (loop is { InEventLoop: true })
            AcceptIfWanted();
    }

    private static bool IsExhaustion(int errno) => errno is
        Errno.TooManyFiles or Errno.TooManyFilesInSystem or Errno.NoBufferSpace or Errno.OutOfMemory;
}
