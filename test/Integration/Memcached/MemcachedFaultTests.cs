using SceNettyProxy.Integration.Memcached;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Testing.Network;
using SceNettyProxy.Testing.Waiting;
using Server = SceNettyProxy.Testing.Servers.MemcachedServer;

namespace SceNettyProxy.Integration.Tests.Memcached;

/// <summary>
/// Two proxies with a limit of 4 and a server that goes and comes: each admits up to its part (2) meanwhile, nothing waits for
/// the server, and when it is back the total is right.
/// </summary>
[TestClass]
public sealed class MemcachedFaultTests
{
    private const int Limit = 4;
    private const int Part = 2;
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private readonly List<IAsyncDisposable> started = [];
    private Server server = null!;
    private TestRelay relay = null!;
    private CountingProxy a = null!;
    private CountingProxy b = null!;

    [TestCleanup]
    public async Task EndAsync()
    {
        started.Reverse();
        foreach (IAsyncDisposable one in started)
            await one.DisposeAsync();
    }

    [TestMethod]
    public async Task Killed_and_back()
    {
        await StartAsync();
        await FailAndReturnAsync(server.KillAsync, server.RestartAsync);
    }

    [TestMethod]
    public async Task Frozen_and_back()
    {
        await StartAsync();
        await FailAndReturnAsync(server.FreezeAsync, () =>
        {
            server.Thaw();
            return Task.CompletedTask;
        });
    }

    [TestMethod]
    public async Task Cut_off_and_back()
    {
        await StartAsync();
        await FailAndReturnAsync(
            () => Set(() => (relay.ToClient.Swallow, relay.ToServer.Swallow) = (true, true)),
            () => Set(() => (relay.ToClient.Swallow, relay.ToServer.Swallow) = (false, false)));
    }

    [TestMethod]
    public async Task Answers_that_come_after_the_timeout()
    {
        await StartAsync();
        await FailAndReturnAsync(
            () => Set(() => relay.ToClient.Delay = TimeSpan.FromSeconds(3)),
            () => Set(() => relay.ToClient.Delay = TimeSpan.Zero));
    }

    [TestMethod]
    [DataRow("SSH-2.0-OpenSSH\r\n", DisplayName = "no protocol of ours")]
    [DataRow("STORED\r\n", DisplayName = "answers of other commands")]
    [DataRow("VALUE x 0 1048576\r\n", DisplayName = "data that never comes")]
    public async Task Garbage_then_a_server(string garbage)
    {
        int port = FreePort.Next();
        using (GarbageServer fake = new(port, System.Text.Encoding.ASCII.GetBytes(garbage)))
        {
            StartProxies(port);
            await AdmitPartsAsync();
            Assert.IsGreaterThan(0, fake.Answered);
        }

        server = await Server.StartAsync(port);
        started.Insert(0, server);
        await TotalIsAsync(2 * Part);
        await LeaveNothingAsync();
    }

    [TestMethod]
    public async Task Absent_at_the_start()
    {
        int port = FreePort.Next();
        StartProxies(port);
        await AdmitPartsAsync();
        server = await Server.StartAsync(port);
        started.Insert(0, server);
        await TotalIsAsync(2 * Part);
        await LeaveNothingAsync();
    }

    [TestMethod]
    public async Task Flushed_while_sessions_come_and_go()
    {
        await StartAsync();
        using CancellationTokenSource stop = new();
        int highest = 0;
        async Task LiveAsync(CountingProxy proxy)
        {
            while (!stop.IsCancellationRequested)
            {
                if (!await proxy.EnterAsync(Limit))
                    continue;
                highest = Math.Max(highest, a.Held + b.Held);
                await Task.Yield();
                proxy.Leave();
            }
        }

        Task living = Task.WhenAll(Enumerable.Range(0, 8).Select(i => LiveAsync(i % 2 == 0 ? a : b)));
        for (int i = 0; i < 20; i++)
            await server.FlushAsync();
        await stop.CancelAsync();
        await living;
        Assert.IsInRange(1, 2 * Limit, highest);
        await LeaveNothingAsync();
    }

    [TestMethod]
    [DataRow(false, DisplayName = "nobody has a session since")]
    [DataRow(true, DisplayName = "another proxy has a session since")]
    public async Task A_server_that_has_lost_everything_knows_the_proxy_again_with_its_first_session(bool isTotalThere)
    {
        // Meanwhile nothing but the sessions makes the proxies write.
        await StartAsync(static options => options with { Lease = TimeSpan.FromSeconds(6), Reconcile = TimeSpan.Zero });
        await a.EnterAsync(Limit, 1);
        a.LeaveAll();
        await TotalIsAsync(0);
        await server.FlushAsync();
        if (isTotalThere)
            await b.EnterAsync(Limit, 1);
        await a.EnterAsync(Limit, 2);
        int total = a.Held + b.Held;
        await TotalIsAsync(total);
        IReadOnlyList<CounterState> corrected =
            await new CounterReconciler(b.Client, "dbproxy_", b.Logger).ReconcileAsync([CountingProxy.Shop], static () => true);
        Assert.IsEmpty(corrected);
        await TotalIsAsync(total);
        Assert.AreEqual(2, b.Counters.Proxies, "a proxy that the server has not heard of again keeps its part of a limit");
        Assert.AreEqual(2, a.Counters.Proxies);
    }

    [TestMethod]
    public async Task A_proxy_that_has_left_frees_its_part_of_a_limit()
    {
        await StartAsync();
        await b.DisposeAsync();
        started.Remove(b);
        await Eventually.HoldsAsync(() => a.Counters.Proxies == 1, "it is alone", Long);
    }

    [TestMethod]
    public async Task The_databases_of_a_dead_server_are_counted_by_the_other_and_go_back_with_it()
    {
        Server first = await Server.StartAsync();
        started.Add(first);
        Server second = await Server.StartAsync();
        started.Add(second);
        string[] databases = [.. Enumerable.Range(0, 12).Select(static i => $"db{i}")];
        CountersOptions options = FastOptions(first.Port, second.Port);
        (a, b) = (CountingProxy.Start(options, "a", databases), CountingProxy.Start(options, "b", databases));
        started.AddRange([a, b]);
        foreach (string database in databases)
        {
            Assert.IsTrue(await a.EnterAsync(3, database));
            Assert.IsTrue(await b.EnterAsync(3, database));
        }

        string[] onSecond = [.. databases.Where(database => a.Client.ServerOf($"dbproxy_{database}")!.Endpoint.Port == second.Port)];
        Assert.IsInRange(1, 11, onSecond.Length);
        await second.FreezeAsync();
        // All totals come to be on the one that is left.
        await TotalsAreAsync(first, databases, "2");
        foreach (string database in onSecond)
        {
            Assert.IsTrue(await a.EnterAsync(3, database));
            Assert.IsFalse(await b.EnterAsync(3, database), database);
        }

        second.Thaw();
        await TotalsAreAsync(second, onSecond, "3");
        await TotalsAreAsync(first, onSecond, "0");
        foreach (string database in databases)
        {
            a.Leave(a.Local.Count(database), database);
            b.Leave(b.Local.Count(database), database);
        }

        await TotalsAreAsync(second, onSecond, "0");
        await TotalsAreAsync(first, databases.Except(onSecond), "0");
    }

    [TestMethod]
    public async Task Each_event_loop_has_one_connection()
    {
        await StartAsync();
        string[] databases = [.. Enumerable.Range(0, 50).Select(static i => $"db{i}")];
        Assert.IsTrue((await Task.WhenAll(databases.Select(database => a.EnterAsync(1, database)))).All(static isAdmitted => isAdmitted));
        // Two loops in each of the two proxies.
        Assert.IsInRange(2, 4, relay.ConnectionCount);
        foreach (string database in databases)
            a.Leave(database: database);
        await LeaveNothingAsync();
    }

    private static Task Set(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private static CountersOptions FastOptions(params int[] ports) =>
        CountingProxy.Options("dbproxy_", ports) with { Timeout = TimeSpan.FromSeconds(1) };

    private async Task StartAsync(Func<CountersOptions, CountersOptions>? change = null)
    {
        server = await Server.StartAsync();
        started.Add(server);
        relay = TestRelay.Start(server.Port);
        started.Add(relay);
        StartProxies(relay.Port, change);
        // Each has heard of the other, and so knows its part of a limit.
        await Eventually.HoldsAsync(() => a.Counters.Proxies == 2 && b.Counters.Proxies == 2, "the proxies know each other", Long);
    }

    private void StartProxies(int port, Func<CountersOptions, CountersOptions>? change = null)
    {
        CountersOptions options = FastOptions(port);
        if (change is not null)
            options = change(options);
        // Without a server nobody can be heard of.
        if (relay is null)
            options = options with { Proxies = 2 };
        a = CountingProxy.Start(options, "a");
        b = CountingProxy.Start(options, "b");
        started.AddRange([a, b]);
    }

    private async Task FailAndReturnAsync(Func<Task> fail, Func<Task> comeBack)
    {
        await a.EnterAsync(Limit, 3);
        await TotalIsAsync(3);
        await fail();
        // It has more than its part already.
        await Eventually.HoldsAsync(async () => !await a.EnterAsync(Limit), "nobody more is admitted", Long);
        int heldByA = a.Held;
        Assert.IsLessThanOrEqualTo(Limit, heldByA);
        await FillAsync(b, Part);
        Assert.IsFalse(await a.EnterAsync(Limit));
        Assert.AreEqual(Part, b.Held);
        await comeBack();
        await TotalIsAsync(heldByA + Part);
        Assert.IsFalse(await a.EnterAsync(Limit));
        Assert.IsFalse(await b.EnterAsync(Limit));
        await LeaveNothingAsync();
    }

    private async Task AdmitPartsAsync()
    {
        await FillAsync(a, Part);
        await FillAsync(b, Part);
    }

    private static async Task FillAsync(CountingProxy proxy, int part)
    {
        for (int i = 0; i < part; i++)
            Assert.IsTrue(await proxy.EnterAsync(Limit), $"session {i}");
        Assert.IsFalse(await proxy.EnterAsync(Limit));
    }

    private async Task LeaveNothingAsync()
    {
        a.LeaveAll();
        b.LeaveAll();
        await TotalIsAsync(0);
        // And there is room for the limit, no more and no less.
        int held = 0;
        await Eventually.HoldsAsync(
            async () => (held += await a.EnterAsync(Limit) ? 1 : 0) == Limit, "all places can be had", Long);
        Assert.IsFalse(await b.EnterAsync(Limit));
        a.LeaveAll();
        await TotalIsAsync(0);
    }

    private Task TotalIsAsync(long total) => TotalsAreAsync(server, ["shop"], $"{total}");

    private static Task TotalsAreAsync(Server server, IEnumerable<string> databases, string total) => Eventually.HoldsAsync(
        async () =>
        {
            foreach (string database in databases)
            {
                if ((await server.GetAsync($"dbproxy_{database}") ?? "0") != total)
                    return false;
            }

            return true;
        },
        $"the totals are {total}",
        Long);
}
