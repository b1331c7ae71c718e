using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.Usage;

/// <summary>
/// SIGKILL at random moments under load, and what the next proxies write down: 5 kills, or 30 with SCEPROXY_LONG=1, some of
/// them while a minute is closed. Each client has a database of its own, so that what is counted can be compared by session.
/// </summary>
[TestClass]
public sealed class KilledProxyTests : ProxyTest
{
    private const int Clients = 4;

    /// <summary>A flush that the socket is taking: what may wait to be written, and one read of a server beyond it.</summary>
    private const long OneSocketOperation = 128 * 1024;

    private readonly UsageLines usage = new();

    private static bool IsLong => Environment.GetEnvironmentVariable("SCEPROXY_LONG") == "1";

    private protected override void CleanUp() => this.usage.Dispose();

    [TestMethod]
    public async Task A_kill_loses_at_most_the_socket_operation_in_flight_and_nothing_counts_twice()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        this.TestContext.WriteLine($"seed {seed}");
        var before = new (long In, long Out, long Requests)[Clients];
        for (var round = 0; round < (IsLong ? 30 : 5); round++)
        {
            var proxy = await this.StartProxyAsync(this.Configure);
            var clients = Enumerable.Range(0, Clients).Select(number => new UsageClient($"k{number}", random.Next())).ToList();
            await Task.WhenAll(clients.Select(client => client.LogInAsync(proxy.Port)));
            var working = Task.WhenAll(clients.Select(client => client.WorkUntilClosedAsync()));
            await Task.Delay(this.KillAfter(round, random));
            proxy.Signal(ProcessSignal.Kill);
            await working;
            await proxy.WaitForEndAsync(TimeSpan.FromSeconds(10));
            await this.CloseWhatIsLeftAsync();
            for (var number = 0; number < Clients; number++)
            {
                before[number] = this.Compare(round, clients[number], before[number]);
                clients[number].Dispose();
            }
        }

        var sequences = this.usage.All().ConvertAll(line => line["seq"]!.GetValue<long>());
        CollectionAssert.AreEqual(sequences.Order().Distinct().ToArray(), sequences);
        Assert.AreEqual(0, this.usage.Sum("", "bytesIn"));
    }

    private void Configure(ProxyConfiguration configuration)
    {
        this.usage.Use(configuration);
        for (var number = 0; number < Clients; number++)
            configuration.With($"k{number}", MariaDbCluster.Schema, Cluster.Primary.Port);
    }

    /// <summary>In some of the long rounds the kill falls into the moment in which a minute is closed.</summary>
    private TimeSpan KillAfter(int round, Random random)
    {
        if (!IsLong || round % 6 != 5)
            return TimeSpan.FromMilliseconds(random.Next(50, 1500));
        var now = DateTime.UtcNow;
        return TimeSpan.FromSeconds(60 - now.Second) - TimeSpan.FromMilliseconds(now.Millisecond) + TimeSpan.FromMilliseconds(random.Next(1100));
    }

    /// <summary>A proxy that starts closes what the killed one had counted.</summary>
    private async Task CloseWhatIsLeftAsync()
    {
        var next = await this.StartProxyAsync(this.Configure);
        await next.WaitForLogAsync("ended without closing its usage");
        next.Signal(ProcessSignal.Kill);
        await next.WaitForEndAsync(TimeSpan.FromSeconds(10));
    }

    private (long In, long Out, long Requests) Compare(int round, UsageClient client, (long In, long Out, long Requests) before)
    {
        var bytesIn = this.usage.Sum(client.Database, "bytesIn");
        var bytesOut = this.usage.Sum(client.Database, "bytesOut");
        var requests = this.usage.Sum(client.Database, "requests");
        var lostIn = client.SentBytes - (bytesIn - before.In);
        var lostOut = client.ReceivedBytes - (bytesOut - before.Out);
        var lostRequests = client.Requests - (requests - before.Requests);
        this.TestContext.WriteLine(
            $"round {round} {client.Database}: {client.SentBytes} bytes in, {lostIn} lost; {client.ReceivedBytes} out, {lostOut} lost; {client.Requests} requests, {lostRequests} lost");
        Assert.IsGreaterThan(10_000, client.ReceivedBytes);
        Assert.IsInRange(0, client.LastCommandBytes, lostIn, "bytes in");
        Assert.IsInRange(0, OneSocketOperation, lostOut, "bytes out");
        Assert.IsInRange(0, 1, lostRequests, "requests");
        return (bytesIn, bytesOut, requests);
    }
}
