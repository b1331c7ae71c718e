using System.Net.Sockets;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.Loops;

namespace SceNettyProxy.Transport.Tests.Engines;

/// <summary>Coalescing begins and ends by itself, and nothing gets lost in it.</summary>
public abstract class CoalescingContract(Engine engine)
{
    private const int Connections = 40;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Peers peers = new(engine);

    [TestMethod]
    public async Task It_begins_where_threads_are_more_than_CPUs_and_ends_with_them()
    {
        IChannel listener = await peers.ListenAsync(() => [new Echo()]);
        NativeEventLoop loop = (NativeEventLoop)peers.Group.GetNext();
        using CancellationTokenSource end = new();
        Thread[] hogs = [.. Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            while (!end.IsCancellationRequested)
                Thread.SpinWait(1000);
        }))];
        Array.ForEach(hogs, static hog => hog.Start());
        Socket[] clients = [.. Enumerable.Range(0, Connections).Select(_ => Connect(listener))];
        try
        {
            Assert.IsTrue(PingUntil(clients, () => loop.WantedEvents > 1), "it has not begun");
            end.Cancel();
            Array.ForEach(hogs, static hog => hog.Join());
            Assert.IsTrue(PingUntil(clients[..1], () => loop.WantedEvents == 1), "it has not ended");
        }
        finally
        {
            end.Cancel();
            Array.ForEach(clients, static client => client.Dispose());
        }
    }

    [TestCleanup]
    public async Task EndAsync() => await peers.DisposeAsync();

    private static Socket Connect(IChannel listener)
    {
        Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.Connect(listener.LocalAddress);
        return client;
    }

    // All of them send, then all of them receive what came back.
    private static bool PingUntil(Socket[] clients, Func<bool> isSo)
    {
        byte next = 0;
        return SpinWait.SpinUntil(
            () =>
            {
                next++;
                foreach (Socket client in clients)
                    client.Send([next]);
                foreach (Socket client in clients)
                    CollectionAssert.AreEqual(new[] { next }, Peers.Receive(client, 1));
                return isSo();
            },
            Deadline);
    }
}
