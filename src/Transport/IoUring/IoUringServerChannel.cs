using System.Net.Sockets;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.Channels;
using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.IoUring;

/// <summary>
/// A listener on an <see cref="IoUringEventLoop"/>. One accept stays in the kernel and completes with every connection, which is
/// passed on as an <see cref="IoUringSocketChannel"/>. It is cancelled when a connection comes that is not asked for, which waits
/// here.
/// </summary>
public sealed class IoUringServerChannel : NativeServerChannel, IIoUringChannel
{
    private readonly Queue<int> held = new();
    private IoUringEventLoop? engine;
    private ulong number;
    private int closing = Closed;
    private bool accepting;
    private bool cancelling;
    private bool readyAsked;
    private bool settling;

    /// <param name="family">IPv6 takes IPv4 clients as well.</param>
    /// <exception cref="SocketException">No socket can be had.</exception>
    public IoUringServerChannel(AddressFamily family)
        : base(family)
    {
    }

    void IIoUringChannel.OnCompletion(RingOperation operation, int result, bool more, ReadOnlySpan<byte> bytes)
    {
        if (!more)
            accepting = cancelling = false;
        if (result >= 0)
            OnAccepted(result);
        else if (Open && IsExhaustion(-result))
            PauseFor(SocketErrors.Exception(-result, "accept"));
        // Any other error is that of one connection, which is gone, or says that the accept was cancelled.
        GoOn();
        CloseIfIdle();
    }

    void IIoUringChannel.Send(bool alone)
    {
        // A listener sends nothing.
    }

    private protected override void OnReady()
    {
        // It may have moved to another loop since it asked.
        if (engine is not { InEventLoop: true })
            return;
        readyAsked = false;
        if (WantsAccept && held.TryDequeue(out int accepted))
            Fire(accepted);
        GoOn();
    }

    private protected override void OnListening()
    {
        // The first read begins to accept.
    }

    private protected override void Release(int descriptor)
    {
        while (held.TryDequeue(out int accepted))
            NativeSocket.Close(accepted);
        if (engine is null)
        {
            NativeSocket.Close(descriptor);
            return;
        }

        closing = descriptor;
        // Ends the listening at once, so that the address can be had again.
        NativeSocket.FinishListening(descriptor);
        CancelAccept();
        CloseIfIdle();
    }

    protected override bool IsCompatible(IEventLoop eventLoop) => eventLoop is IoUringEventLoop;

    protected override void DoRegister()
    {
        engine = (IoUringEventLoop)EventLoop;
        number = engine.Attach(this);
        readyAsked = false;
    }

    protected override void DoDeregister()
    {
        if (!Open || engine is null)
            return;
        settling = true;
        CancelAccept();
        engine.Settle(number, () => !accepting);
        settling = false;
        engine.Detach(number);
        engine = null;
    }

    protected override void DoBeginRead()
    {
        base.DoBeginRead();
        GoOn();
    }

    private void OnAccepted(int accepted)
    {
        if (!Open)
            NativeSocket.Close(accepted);
        else if (WantsAccept && held.Count == 0 && !settling)
            Fire(accepted);
        else
            held.Enqueue(accepted);
    }

    private void Fire(int accepted)
    {
        IoUringSocketChannel connection;
        try
        {
            connection = new IoUringSocketChannel(this, accepted, NativeSocket.RemoteAddress(accepted));
        }
        catch (SocketException)
        {
            // The peer has gone in between.
            NativeSocket.Close(accepted);
            return;
        }

        FireAccepted(connection);
        Pipeline.FireChannelReadComplete();
    }

    private void GoOn()
    {
        if (!Open || settling || engine is null)
            return;
        if (!WantsAccept)
        {
            if (held.Count > 0)
                CancelAccept();
        }
        else if (held.Count > 0)
        {
            if (readyAsked)
                return;
            readyAsked = true;
            engine.Ready(this);
        }
        else if (!accepting)
        {
            accepting = true;
            engine.Accept(number, Descriptor);
        }
    }

    private void CancelAccept()
    {
        if (!accepting || cancelling)
            return;
        cancelling = true;
        engine!.Cancel(number, RingOperation.Accept);
    }

    private void CloseIfIdle()
    {
        if (closing == Closed || accepting)
            return;
        NativeSocket.Close(closing);
        closing = Closed;
        engine!.Detach(number);
        engine = null;
    }
}
