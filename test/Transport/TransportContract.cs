using System.Net;
using DotNetty.Buffers;
using DotNetty.Common.Concurrency;
using DotNetty.Transport.Bootstrapping;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.Affinity;

namespace SceNettyProxy.Transport.Tests;

/// <summary>What every transport has to keep.</summary>
public abstract class TransportContract(ITransport transport)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [TestMethod]
    public async Task Threads_are_named_after_their_group_and_number()
    {
        IEventLoopGroup group = transport.CreateGroup("named", 2, []);
        string?[] names = await Task.WhenAll(group.Items.Select(loop => loop.SubmitAsync(() => Thread.CurrentThread.Name)));
        CollectionAssert.AreEquivalent(new[] { "named-0", "named-1" }, names);
        await EndAsync(group);
    }

    [TestMethod]
    public async Task Each_loop_runs_on_its_cpu_and_the_list_is_used_in_turn()
    {
        IReadOnlyList<int> available = ThreadAffinity.AvailableCpus();
        int[] cpus = [available[^1], available[0]];
        IEventLoopGroup group = transport.CreateGroup("pinned", 3, cpus);
        Assert.AreEqual($"{cpus[0]}", LinuxThreads.CpusOf("pinned-0"));
        Assert.AreEqual($"{cpus[1]}", LinuxThreads.CpusOf("pinned-1"));
        Assert.AreEqual($"{cpus[0]}", LinuxThreads.CpusOf("pinned-2"));
        await EndAsync(group);
    }

    [TestMethod]
    public async Task Without_cpus_a_loop_runs_wherever_the_process_may()
    {
        IEventLoopGroup group = transport.CreateGroup("free", 1, []);
        Assert.AreEqual(LinuxThreads.CpusOfProcess(), LinuxThreads.CpusOf("free-0"));
        await EndAsync(group);
    }

    [TestMethod]
    public async Task A_thread_that_a_bound_loop_starts_is_not_bound()
    {
        IEventLoopGroup group = transport.CreateGroup("parent", 1, [ThreadAffinity.AvailableCpus()[0]]);
        string cpus = await group.GetNext().SubmitAsync(() =>
        {
            string seen = "";
            Thread child = new(() => seen = LinuxThreads.CpusOf("child-of-loop")) { Name = "child-of-loop" };
            child.Start();
            child.Join();
            return seen;
        });
        Assert.AreEqual(LinuxThreads.CpusOfProcess(), cpus);
        await EndAsync(group);
    }

    [TestMethod]
    public void A_cpu_that_does_not_exist_is_named()
    {
        ArgumentException e = Assert.ThrowsExactly<ArgumentException>(() => transport.CreateGroup("none", 1, [4711]));
        StringAssert.StartsWith(e.Message, "CPU 4711 is not available to this process; there are ");
    }

    [TestMethod]
    public void A_group_needs_a_loop() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => transport.CreateGroup("none", 0, []));

    [TestMethod]
    [DataRow("127.0.0.1", "127.0.0.1")]
    [DataRow("::1", "::1")]
    [DataRow("::", "127.0.0.1", DisplayName = "IPv4 client of a listener on ::")]
    public async Task Bytes_pass_between_a_client_and_a_server_channel(string listen, string connect)
    {
        IEventLoopGroup group = transport.CreateGroup("bytes", 1, []);
        IPAddress server = IPAddress.Parse(listen);
        IChannel listener = await new ServerBootstrap()
            .Group(group)
            .ChannelFactory(() => transport.CreateServerChannel(server.AddressFamily))
            .ChildHandler(new ActionChannelInitializer<IChannel>(channel => channel.Pipeline.AddLast(new Echo())))
            .BindAsync(new IPEndPoint(server, 0));
        TaskCompletionSource<byte> answer = new();
        IPAddress client = IPAddress.Parse(connect);
        IChannel channel = await new Bootstrap()
            .Group(group)
            .ChannelFactory(() => transport.CreateChannel(client.AddressFamily))
            .Handler(new ActionChannelInitializer<IChannel>(opened => opened.Pipeline.AddLast(new Receive(answer))))
            .ConnectAsync(new IPEndPoint(client, ((IPEndPoint)listener.LocalAddress).Port));
        await channel.WriteAndFlushAsync(Unpooled.WrappedBuffer([42]));
        Assert.AreEqual(42, await answer.Task.WaitAsync(Deadline));
        await channel.CloseAsync();
        await listener.CloseAsync();
        await EndAsync(group);
    }

    private static Task EndAsync(IEventLoopGroup group) =>
        group.ShutdownGracefullyAsync(TimeSpan.Zero, TimeSpan.FromSeconds(1)).WaitAsync(Deadline);

    [TestMethod]
    public async Task A_group_ends_whatever_comes_in_at_its_end()
    {
        for (int round = 0; round < 50; round++)
        {
            IEventLoopGroup group = transport.CreateGroup("ending", 1, []);
            IEventLoop loop = group.GetNext();
            using CancellationTokenSource ended = new();
            Task posting = Task.Run(() => Post(loop, ended.Token));
            await group.ShutdownGracefullyAsync(TimeSpan.Zero, TimeSpan.FromSeconds(1)).WaitAsync(TimeSpan.FromSeconds(30));
            await ended.CancelAsync();
            await posting;
        }

        static void Post(IEventLoop loop, CancellationToken ended)
        {
            while (!ended.IsCancellationRequested)
            {
                try
                {
                    loop.Execute(static () => { });
                }
                catch (RejectedExecutionException)
                {
                    return;
                }

                Thread.SpinWait(500);
            }
        }
    }

    private sealed class Echo : ChannelHandlerAdapter
    {
        public override void ChannelRead(IChannelHandlerContext context, object message) => context.WriteAndFlushAsync(message);
    }

    private sealed class Receive(TaskCompletionSource<byte> answer) : ChannelHandlerAdapter
    {
        public override void ChannelRead(IChannelHandlerContext context, object message)
        {
            IByteBuffer buffer = (IByteBuffer)message;
            answer.TrySetResult(buffer.ReadByte());
            buffer.Release();
        }
    }
}
