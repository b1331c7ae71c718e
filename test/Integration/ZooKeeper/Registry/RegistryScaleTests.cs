using System.Diagnostics;
using System.Text;
using SceNettyProxy.Codecs.ZooKeeper.Requests;
using SceNettyProxy.Integration.Tests.File;
using SceNettyProxy.Integration.Tests.ZooKeeper.Shared;
using SceNettyProxy.Tenancy.Registry;

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
    private const int DatabasesPerRequest = 100;

    public required TestContext TestContext { get; set; }

    private static int Count => Environment.GetEnvironmentVariable("SCEPROXY_LONG") == "1" ? 50_000 : 500;

    [TestMethod]
    public async Task A_change_of_one_database_leaves_all_others_as_they_are()
    {
        await WriteAsync();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long start = Stopwatch.GetTimestamp();
        SharingProxy proxy = await StartAsync("127.0.0.1:1");
        Assert.HasCount(Count, proxy.Registry.Snapshot.Databases);
        TimeSpan loading = Stopwatch.GetElapsedTime(start);
        long memory = GC.GetTotalMemory(forceFullCollection: true) - before;

        List<RegistryChange> told = [];
        proxy.Registry.Changed += told.Add;
        List<double> times = [];
        for (int i = 0; i < Changes; i++)
        {
            Tenant tenant = proxy.Registry.Find(Name(i * (Count / Changes)))!;
            string path = $"/database/db_info/{tenant.Name}/dbconf/db_host_w";
            start = Stopwatch.GetTimestamp();
            await Operator.SetDataAsync(path, Encoding.UTF8.GetBytes($"10.1.0.{i}"));
            Eventually.IsTrue(() => tenant.Current!.Primary.Host == $"10.1.0.{i}", "the new host");
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        Assert.HasCount(Changes, told);
        Assert.IsTrue(told.TrueForAll(change => change.Tenants.Length == 1));
        times.Sort();
        TestContext.WriteLine(
            "{0}",
            $"{Count} databases: loaded in {loading.TotalSeconds:0.00} s, {memory / 1024.0 / 1024:0.0} MB; from a change to its effect: "
            + $"median {times[Changes / 2]:0} ms, worst of {Changes} {times[^1]:0} ms");
    }

    private static string Name(int number) => $"db{number:00000}";

    private async Task WriteAsync()
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

            await Operator.MultiAsync(steps);
        }
    }
}
