using System.Net;
using DotNetty.Transport.Channels;
using SceNettyProxy.Testing.Waiting;

namespace SceNettyProxy.Transport.Tests.Engines;

public abstract class StressContract(Engine engine)
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("SCEPROXY_LONG") == "1";
    private static readonly TimeSpan Duration = IsLong ? TimeSpan.FromMinutes(3) : TimeSpan.FromSeconds(4);
    private static readonly int Connections = IsLong ? 2_000 : 1_000;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Connections_that_come_echo_and_go_at_random_lose_no_byte_and_leave_nothing_open()
    {
        // What tests before this one forgot may be closed by its finalizer at any time.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        int before = Peers.OpenDescriptors();
        Peers servers = new(engine, loops: 2);
        Peers clients = new(engine, loops: 2);
        IChannel listener = await servers.ListenAsync(
            () => [new Echo()], server => server.Option(ChannelOption.SoBacklog, 4_096));
        using CancellationTokenSource stop = new(Duration);
        long[][] results = await Task.WhenAll(Enumerable.Range(0, Connections).Select(
            number => Task.Run(() => ConnectAgainAndAgainAsync(clients, listener.LocalAddress, new Random(number), stop.Token))));
        long connects = results.Sum(result => result[0]);
        long bytes = results.Sum(result => result[1]);
        TestContext.WriteLine($"{connects} connections, {bytes} bytes echoed");
        Assert.IsGreaterThanOrEqualTo(Connections, connects);
        Assert.IsGreaterThan(0, bytes);
        await clients.DisposeAsync();
        await servers.DisposeAsync();
        await Eventually.HoldsAsync(
            () => Peers.OpenDescriptors() == before, "all descriptors are given back");
    }

    private static async Task<long[]> ConnectAgainAndAgainAsync(
        Peers clients, EndPoint address, Random random, CancellationToken stop)
    {
        long connects = 0;
        long bytes = 0;
        do
        {
            StressClient client = new(random.Next());
            await clients.ConnectAsync(address, client);
            bytes += await client.EndedAsync();
            connects++;
        }
        while (!stop.IsCancellationRequested);
        return [connects, bytes];
    }
}
