using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using DotNetty.Common;
using SceNettyProxy.Codecs.ZooKeeper.Requests;
using SceNettyProxy.Integration.Tests.File;
using SceNettyProxy.Integration.Tests.ZooKeeper.Shared;
using SceNettyProxy.Integration.ZooKeeper;
using SceNettyProxy.Integration.ZooKeeper.Client;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.Integration.Tests.ZooKeeper.Registry;

/// <summary>
/// A tree of 500 databases, or of 50,000 with SCEPROXY_LONG=1: loaded, then changed a hundred times. The figures are written, not
/// judged; what is judged is that a change leaves all other databases alone.
/// </summary>
[TestClass]
public sealed class RegistryScaleTests : SharingTest
{
    private const int Changes = 100;

    // Nodes of some databases in one request: well below the server's 1 MB.
    private const int DatabasesPerRequest = 50;

    public required TestContext TestContext { get; set; }

    private ZooKeeperServer? large;

    private static bool IsLong => Environment.GetEnvironmentVariable("SCEPROXY_LONG") == "1";

    private static int Count => IsLong ? 50_000 : 500;

    [TestCleanup]
    public async Task StopServerAsync()
    {
        ResourceLeakDetector.Level = ResourceLeakDetector.DetectionLevel.Paranoid;
        if (large is not null)
            await large.DisposeAsync();
    }

    [TestMethod]
    public async Task A_change_of_one_database_leaves_all_others_as_they_are()
    {
        // Its records of half a million nodes would be what is measured.
        if (IsLong)
            ResourceLeakDetector.Level = ResourceLeakDetector.DetectionLevel.Disabled;
        ZooKeeperOptions patient = Options with { RequestTimeout = TimeSpan.FromMinutes(1) };
        // The server pauses longer for its own collector than the Operator's session lasts.
        ZooKeeperClient writer = await Rig.ConnectAsync(patient);
        await WriteAsync(writer);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long start = Stopwatch.GetTimestamp();
        SharingProxy proxy = await StartAsync("127.0.0.1:1", options: patient);
        Assert.HasCount(Count, proxy.Registry.Snapshot.Databases);
        TimeSpan loading = Stopwatch.GetElapsedTime(start);
        long memory = GC.GetTotalMemory(forceFullCollection: true) - before;

        ConcurrentQueue<RegistryChange> told = [];
        proxy.Registry.Changed += told.Enqueue;
        List<double> times = [];
        for (int i = 0; i < Changes; i++)
        {
            Tenant tenant = proxy.Registry.Find(Name(i * (Count / Changes)))!;
            string path = $"/database/db_info/{tenant.Name}/dbconf/db_host_w";
            start = Stopwatch.GetTimestamp();
            await writer.SetDataAsync(path, Encoding.UTF8.GetBytes($"10.1.0.{i}"));
            Eventually.IsTrue(() => tenant.Current!.Primary.Host == $"10.1.0.{i}", "the new host");
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        Eventually.IsTrue(() => told.Count == Changes, "every change is told");
        Assert.IsTrue(told.All(change => change.Tenants.Length == 1));
        times.Sort();
        TestContext.WriteLine(
            "{0}",
            $"{Count} databases: loaded in {loading.TotalSeconds:0.00} s, {memory / 1024.0 / 1024:0.0} MB; from a change to its effect: "
            + $"median {times[Changes / 2]:0} ms, worst of {Changes} {times[^1]:0} ms");
    }

    /// <summary>The shared server has not enough memory for half a million nodes.</summary>
    private protected override async Task<ZooKeeperServer> GetServerAsync() =>
        IsLong ? large ??= await ZooKeeperServer.StartAsync("-Xmx1500m") : await base.GetServerAsync();

    private static string Name(int number) => $"db{number:00000}";

    private static async Task WriteAsync(ZooKeeperClient client)
    {
        foreach (int[] some in Enumerable.Range(0, Count).Chunk(DatabasesPerRequest))
        {
            List<MultiOperation> steps = [];
            foreach (int number in some)
            {
                string path = $"/database/db_info/{Name(number)}";
                steps.Add(new CreateOperation(path, default));
                steps.Add(new CreateOperation($"{path}/dbconf", default));
                foreach ((string node, string text) in Nodes())
                    steps.Add(new CreateOperation($"{path}/{node}", Encoding.UTF8.GetBytes(text)));
            }

            await client.MultiAsync(steps);
        }
    }
}
