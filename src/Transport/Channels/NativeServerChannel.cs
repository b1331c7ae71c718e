using System.Net;
using System.Net.Sockets;
using DotNetty.Transport.Channels;
using DotNetty.Transport.Channels.Sockets;
using SceNettyProxy.Transport.Loops;
using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.Channels;

/// <summary>
/// A listener on a loop that waits in the kernel itself. When descriptors or memory have run out it says so with a
/// <see cref="SocketException"/> and takes nothing for <see cref="Pause"/>.
/// </summary>
public abstract class NativeServerChannel : AbstractServerChannel, IServerSocketChannel, INativeChannel
{
    /// <summary>How long nothing is accepted after the system has refused to give a descriptor.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private protected const int Closed = -1;

    private readonly NativeServerChannelConfiguration configuration;
    private volatile int descriptor;
    private volatile bool listening;
    private EndPoint? boundTo;
    private bool readPending;
    private bool paused;

    private protected NativeServerChannel(AddressFamily family)
    {
        descriptor = NativeSocket.Create(family);
        // Without it a listener could not come back for a minute after its connections.
        SocketOptions.Set(descriptor, SocketOptions.ReuseAddress, 1);
        configuration = new NativeServerChannelConfiguration(this);
    }

    public override IChannelConfiguration Configuration => configuration;

    public override bool Open => descriptor != Closed;

    public override bool Active => listening;

    /// <summary>The open socket.</summary>
    /// <exception cref="ObjectDisposedException">The channel is closed.</exception>
    internal int Descriptor => descriptor != Closed ? descriptor : throw new ObjectDisposedException(nameof(NativeServerChannel));

    protected override EndPoint LocalAddressInternal => NativeSocket.LocalAddress(Descriptor);

    /// <summary>Whether connections are asked for, and none is refused for now.</summary>
    private protected bool WantsAccept => (readPending || configuration.AutoRead) && listening && !paused;

    void INativeChannel.OnReady() => OnReady();

    void INativeChannel.OnFailure(Exception exception) => Unsafe.CloseAsync();

    void INativeChannel.OnLoopEnds() => Unsafe.CloseAsync();

    internal void ClearReadPending()
    {
        if (!Registered || EventLoop.InEventLoop)
            readPending = false;
        else
            EventLoop.Execute(static channel => ((NativeServerChannel)channel).readPending = false, this);
    }

    /// <summary>Looks whether something is to be accepted; also the turn that was asked for.</summary>
    private protected abstract void OnReady();

    /// <summary>The socket listens.</summary>
    private protected abstract void OnListening();

    /// <summary>The channel is closed; takes its descriptor over, to close it when the kernel has done with it.</summary>
    private protected abstract void Release(int descriptor);

    /// <summary>Hands a connection to the pipeline.</summary>
    private protected void FireAccepted(IChannel connection)
    {
        readPending = false;
        Pipeline.FireChannelRead(connection);
    }

    /// <summary>The system refused.</summary>
    private protected void PauseFor(SocketException refused)
    {
        paused = true;
        EventLoop.Schedule(static channel => ((NativeServerChannel)channel).Resume(), this, Pause);
        Pipeline.FireExceptionCaught(refused);
    }

    private protected static bool IsExhaustion(int errno) => errno is
        Errno.TooManyFiles or Errno.TooManyFilesInSystem or Errno.NoBufferSpace or Errno.OutOfMemory;

    protected override void DoBind(EndPoint localAddress)
    {
        NativeSocket.Bind(Descriptor, localAddress);
        boundTo = localAddress;
        NativeSocket.Listen(descriptor, configuration.Backlog);
        OnListening();
        listening = true;
        CacheLocalAddress();
    }

    protected override void DoBeginRead() => readPending = true;

    protected override void DoClose()
    {
        if (descriptor == Closed)
            return;
        listening = false;
        int closing = descriptor;
        descriptor = Closed;
        Release(closing);
        if (boundTo is UnixDomainSocketEndPoint path)
            File.Delete(path.ToString());
    }

    private void Resume()
    {
        paused = false;
        OnReady();
    }
}
