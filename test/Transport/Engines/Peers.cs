using System.Net;
using System.Net.Sockets;
using DotNetty.Transport.Bootstrapping;
using DotNetty.Transport.Channels;
using SceNettyProxy.Testing.Waiting;
using SceNettyProxy.Transport.Channels;

namespace SceNettyProxy.Transport.Tests.Engines;

/// <summary>Loops of a test with listeners and channels on them. Disposal ends the loops, and fails if that does not work.</summary>
internal sealed class Peers(Engine engine, int loops = 1) : IAsyncDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    public static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    public IEventLoopGroup Group { get; } = engine.Transport.CreateGroup("test", loops, []);

    /// <summary>A listener whose connections get the handlers that <paramref name="handlers"/> makes.</summary>
    public async Task<IChannel> ListenAsync(
        Func<IChannelHandler[]> handlers, Action<ServerBootstrap>? configure = null, EndPoint? address = null)
    {
        EndPoint endpoint = address ?? AnyPort;
        ServerBootstrap bootstrap = new ServerBootstrap()
            .Group(Group)
            .ChannelFactory(() => engine.Listener(endpoint.AddressFamily))
            .ChildHandler(new ActionChannelInitializer<IChannel>(channel => channel.Pipeline.AddLast(handlers())));
        configure?.Invoke(bootstrap);
        return await bootstrap.BindAsync(endpoint).WaitAsync(Deadline);
    }

    /// <summary>A listener without a bootstrap, whose acceptor has a pause of its own.</summary>
    public async Task<NativeServerChannel> ListenAsync(NativeServerChannel listener, Accepted accepted)
    {
        listener.Pipeline.AddLast(accepted);
        await Group.RegisterAsync(listener).WaitAsync(Deadline);
        await listener.BindAsync(AnyPort).WaitAsync(Deadline);
        return listener;
    }

    /// <summary>A channel that has connected.</summary>
    public Task<IChannel> ConnectAsync(EndPoint address, IChannelHandler handler, Action<Bootstrap>? configure = null)
    {
        Bootstrap bootstrap = new Bootstrap()
            .Group(Group)
            .ChannelFactory(() => engine.Channel(address.AddressFamily))
            .Handler(new ActionChannelInitializer<IChannel>(channel => channel.Pipeline.AddLast(handler)));
        configure?.Invoke(bootstrap);
        return bootstrap.ConnectAsync(address).WaitAsync(Deadline);
    }

    /// <summary>A channel with <paramref name="handler"/>, and at its other end a socket of the runtime.</summary>
    public async Task<(IChannel Channel, Socket Peer)> PairAsync(IChannelHandler handler, Action<Bootstrap>? configure = null)
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(AnyPort);
        listener.Listen();
        Task<Socket> accepted = listener.AcceptAsync();
        IChannel channel = await ConnectAsync(listener.LocalEndPoint!, handler, configure);
        Socket peer = await accepted.WaitAsync(Deadline);
        peer.NoDelay = true;
        return (channel, peer);
    }

    /// <summary>Open sockets and instances of epoll, io_uring and eventfd of this process; files are the runtime's own business.</summary>
    public static int OpenDescriptors() => Directory.GetFileSystemEntries("/proc/self/fd")
        .Select(path => new FileInfo(path).LinkTarget ?? "")
        .Count(target => target.StartsWith("socket:", StringComparison.Ordinal) || target.StartsWith("anon_inode:", StringComparison.Ordinal));

    /// <summary>Returns when the loop of the channel has had some turns, with all that the kernel had for it.</summary>
    public static async Task SomeTurnsAsync(IChannel channel)
    {
        for (int i = 0; i < 100; i++)
            await channel.EventLoop.SubmitAsync(() => true).WaitAsync(Deadline);
    }

    /// <summary>So many bytes.</summary>
    public static byte[] Receive(Socket peer, int count)
    {
        byte[] bytes = new byte[count];
        peer.ReceiveTimeout = (int)Deadline.TotalMilliseconds;
        for (int received = 0; received < count;)
        {
            int got = peer.Receive(bytes, received, count - received, SocketFlags.None);
            Assert.AreNotEqual(0, got, "the end came too early");
            received += got;
        }

        return bytes;
    }

    /// <summary>Receives up to the end.</summary>
    /// <returns>How many bytes came.</returns>
    public static int Drain(Socket peer)
    {
        byte[] bytes = new byte[65_536];
        peer.ReceiveTimeout = (int)Deadline.TotalMilliseconds;
        int total = 0;
        while (peer.Receive(bytes) is var count && count > 0)
            total += count;
        return total;
    }

    public async ValueTask DisposeAsync()
    {
        await Group.ShutdownGracefullyAsync(TimeSpan.Zero, TimeSpan.FromSeconds(5)).WaitAsync(Deadline);
        await Eventually.HoldsAsync(() => Group.Items.All(loop => loop.IsTerminated), "the loops have ended");
    }
}
