using System.Diagnostics;
using SceNettyProxy.EndToEnd.Comparing;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;

namespace SceNettyProxy.EndToEnd.Load;

/// <summary>
/// Statements prepared, run, closed and forgotten in a random mix over both servers: 20 s, or 10 minutes with
/// SCEPROXY_LONG=1. At the end no server holds one more than at the start.
/// </summary>
[TestClass]
public sealed class PreparedSoakTests
{
    private const int Connections = 8;
    private const int MostOpen = 20;
    private const int DuplicateKey = 1062;

    private static readonly string[] Reads =
    [
        "SELECT v FROM t WHERE id = ?", "SELECT COUNT(*), ? AS p FROM t", "SELECT id, v FROM t WHERE id > ? ORDER BY id LIMIT 5", "SELECT seq FROM seq_1_to_300 WHERE seq > ?",
    ];

    private static readonly string[] Writes = ["UPDATE t SET v = v + 1 WHERE id = ?", "REPLACE INTO t VALUES (?, 1)", "INSERT INTO t VALUES (1 + 0 * ?, 1)"];

    private static readonly string[] Wrong = ["SELECT nosuch FROM t WHERE id = ?", "SELEC ?", "SELECT * FROM nosuch WHERE id = ?"];

    public required TestContext TestContext { get; set; }

    private static TimeSpan Duration => Environment.GetEnvironmentVariable("SCEPROXY_LONG") == "1" ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(20);

    [TestMethod]
    public async Task No_server_keeps_a_statement_that_its_client_has_left()
    {
        await FreshSchema.CreateAsync("CREATE TABLE t (id INT PRIMARY KEY, v INT); INSERT INTO t SELECT seq, 0 FROM seq_1_to_100");
        var before = await CountStatementsAsync();
        var prepared = await CountPreparesAsync();
        var runs = await Task.WhenAll(Enumerable.Range(1, Connections).Select(seed => RunAsync(new Random(seed), Duration)));
        try
        {
            var steps = runs.Sum(run => run.Steps);
            this.TestContext.WriteLine("{0}", $"{steps} steps; statements at the start {before}; prepared meanwhile {await CountPreparesAsync() - prepared}");
            Assert.IsGreaterThan(1000, steps);
            // The clients are still there: the end of a session would remove what their closes have not.
            await Eventually.HoldsAsync(async () => await CountStatementsAsync() == before, $"the servers hold {before} statements again");
        }
        finally
        {
            foreach (var run in runs)
                run.Client.Dispose();
        }
    }

    /// <summary>Runs the mix, then closes what is open; the client stays connected.</summary>
    private static async Task<(StatementClient Client, long Steps)> RunAsync(Random random, TimeSpan duration)
    {
        var watch = Stopwatch.StartNew();
        var client = await StatementClient.OpenAsync(SharedServers.OtherPort);
        var open = new List<uint>();
        long steps = 0;
        for (; watch.Elapsed < duration; steps++)
        {
            if (random.Next(200) == 0)
            {
                // Its statements are left open.
                client.Dispose();
                client = await StatementClient.OpenAsync(SharedServers.OtherPort);
                open.Clear();
            }

            await StepAsync(client, random, open);
        }

        foreach (var id in open)
            await client.CloseAsync(id);
        return (client, steps);
    }

    private static async Task StepAsync(StatementClient client, Random random, List<uint> open)
    {
        switch (random.Next(10))
        {
            case 0 or 1 when open.Count < MostOpen:
                open.Add(await PrepareAsync(client, Pick(random, random.Next(3) == 0 ? Writes : Reads)));
                break;
            case 2 when open.Count > 0:
                await client.CloseAsync(TakeOut(random, open));
                break;
            case 3:
                // Closed and never run.
                await client.CloseAsync(await PrepareAsync(client, Pick(random, Reads)));
                break;
            case 4:
                Assert.IsNull(await client.PrepareAsync(Pick(random, Wrong)), "A wrong text was prepared");
                break;
            case 5 when open.Count > 0:
                Assert.IsNull(await client.ResetAsync(open[random.Next(open.Count)]));
                break;
            default:
                if (open.Count == 0)
                    break;
                // The same statement runs several times, also behind an error of its own.
                var id = open[random.Next(open.Count)];
                for (var run = random.Next(1, 4); run > 0; run--)
                {
                    var error = await client.ExecuteAsync(id, random.Next(1, 100));
                    Assert.IsTrue(error is null || error.ErrorCode == DuplicateKey, error?.ToString());
                }

                break;
        }
    }

    private static async Task<uint> PrepareAsync(StatementClient client, string sql)
    {
        var id = await client.PrepareAsync(sql);
        Assert.IsNotNull(id, $"Not prepared: {sql}");
        return id.Value;
    }

    private static string Pick(Random random, string[] texts) => texts[random.Next(texts.Length)];

    private static uint TakeOut(Random random, List<uint> open)
    {
        var index = random.Next(open.Count);
        var id = open[index];
        open.RemoveAt(index);
        return id;
    }

    private static async Task<(long Primary, long Replica)> CountStatementsAsync() => (
        await SharedServers.Cluster.ReadStatusAsync(ServerRole.Primary, "Prepared_stmt_count"),
        await SharedServers.Cluster.ReadStatusAsync(ServerRole.Replica(1), "Prepared_stmt_count"));

    private static async Task<long> CountPreparesAsync() =>
        await SharedServers.Cluster.ReadStatusAsync(ServerRole.Primary, "Com_stmt_prepare") +
        await SharedServers.Cluster.ReadStatusAsync(ServerRole.Replica(1), "Com_stmt_prepare");
}
