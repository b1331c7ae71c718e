using System.Net;
using System.Net.Sockets;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.Channels;
using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.Epoll;

/// <summary>
/// A listener on an <see cref="EpollEventLoop"/>. It takes waiting connections in bounded batches and passes each on as an
/// <see cref="EpollSocketChannel"/>.
/// </summary>
public sealed class EpollServerChannel : NativeServerChannel, IEpollChannel
{
    private readonly Acceptor accept;
    private EpollEventLoop? loop;
    private ulong? number;
    private bool acceptable;
    private bool accepting;

    /// <param name="family">IPv6 takes IPv4 clients as well.</param>
    /// <exception cref="SocketException">No socket can be had.</exception>
    public EpollServerChannel(AddressFamily family)
        : this(family, NativeSocket.Accept)
    {
    }

    internal EpollServerChannel(AddressFamily family, Acceptor accept)
        : base(family)
    {
        this.accept = accept;
    }

    void IEpollChannel.OnEvents(EpollFlags flags)
    {
        acceptable = true;
        AcceptIfWanted();
    }

    private protected override void OnReady()
    {
        // It may have moved to another loop since it asked.
        if (loop is { InEventLoop: true })
            AcceptIfWanted();
    }

    private protected override void OnListening() => number = loop!.Attach(this, Descriptor, EpollFlags.In);

    private protected override void Release(int descriptor)
    {
        if (number is { } attached)
            loop!.Detach(attached, Closed);
        number = null;
        NativeSocket.Close(descriptor);
    }

    protected override bool IsCompatible(IEventLoop eventLoop) => eventLoop is EpollEventLoop;

    protected override void DoRegister()
    {
        loop = (EpollEventLoop)EventLoop;
        if (Active)
            OnListening();
    }

    protected override void DoDeregister()
    {
        if (number is { } attached)
            loop!.Detach(attached, Descriptor);
        number = null;
        loop = null;
    }

    protected override void DoBeginRead()
    {
        base.DoBeginRead();
        if (acceptable && !accepting)
            loop?.Ready(this);
    }

    private void AcceptIfWanted()
    {
        if (acceptable && WantsAccept)
            Accept();
    }

    private void Accept()
    {
        accepting = true;
        IRecvByteBufAllocatorHandle batch = Unsafe.RecvBufAllocHandle;
        batch.Reset(Configuration);
        SocketException? refused = null;
        do
        {
            int accepted = accept(Descriptor, out EndPoint? remote, out int errno);
            if (accepted >= 0)
            {
                FireAccepted(new EpollSocketChannel(this, accepted, remote!));
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
        while (acceptable && Active && batch.ContinueReading());

        batch.ReadComplete();
        Pipeline.FireChannelReadComplete();
        accepting = false;
        if (refused is not null)
            PauseFor(refused);
        else if (acceptable && WantsAccept)
            loop!.Ready(this);
    }
}
