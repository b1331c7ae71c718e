using SceNettyProxy.Integration.Memcached;
using SceNettyProxy.Tenancy.Limits;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Testing.Network;
using SceNettyProxy.Testing.Waiting;
using Server = SceNettyProxy.Testing.Servers.MemcachedServer;

namespace SceNettyProxy.Integration.Tests.Memcached;

/// <summary>Proxies that share limits on one healthy server; each test with keys of its own.</summary>
[TestClass]
public sealed class MemcachedConnectionCountersTests
{
    private const string Shop = CountingProxy.Shop;
    private static Server server = null!;
    private static int tests;

    private readonly List<CountingProxy> proxies = [];
    private string prefix = "";

    [ClassInitialize]
    public static async Task StartServerAsync(TestContext context) => server = await Server.StartAsync();

    [ClassCleanup]
    public static async Task StopServerAsync() => await server.DisposeAsync();

    [TestInitialize]
    public void ChooseKeys() => prefix = $"test{tests++}_";

    [TestCleanup]
    public async Task EndAsync()
    {
        foreach (CountingProxy proxy in proxies)
            await proxy.DisposeAsync();
    }

    [TestMethod]
    public async Task Two_proxies_have_no_more_sessions_than_the_limit()
    {
        (CountingProxy a, CountingProxy b) = (Start(), Start());
        bool[] admitted = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? a : b).EnterAsync(5)));
        // Those that are refused stand in each other's way while they are counted.
        Assert.IsInRange(1, 5, admitted.Count(static isAdmitted => isAdmitted));
        while (a.Held + b.Held < 5)
            await (a.Held < b.Held ? a : b).EnterAsync(5);
        Assert.IsFalse(await a.EnterAsync(5));
        Assert.IsFalse(await b.EnterAsync(5));
        await TotalIsAsync(5);
        Assert.AreEqual(5, (await b.Counters.CountAsync([Shop]))[Shop]);
        (CountingProxy leaving, CountingProxy coming) = a.Held > 0 ? (a, b) : (b, a);
        leaving.Leave();
        await Eventually.HoldsAsync(() => coming.EnterAsync(5), "the place is free for the other proxy");
        await EmptyAsync();
    }

    [TestMethod]
    public async Task The_total_is_what_the_original_reads()
    {
        CountingProxy a = Start();
        await a.EnterAsync(20, 11);
        await TotalIsAsync(11);
        a.Leave(2);
        await TotalIsAsync(9);
        Assert.AreEqual("9", (await server.GetAsync($"{prefix}shop"))!.Trim());
    }

    [TestMethod]
    public async Task A_change_of_database_moves_the_session()
    {
        CountingProxy a = Start("shop", "blog");
        await a.EnterAsync(1, 1);
        ConnectionClaim shop = CountingProxy.Claim(1);
        ConnectionClaim blog = CountingProxy.Claim(1, "blog");
        // The place that it has is enough for the same database.
        Assert.IsNull(await a.Counters.EnterAsync(shop, shop));
        Assert.IsNull(await a.Counters.EnterAsync(blog, shop));
        await TotalIsAsync(0);
        await TotalIsAsync(1, "blog");
        Assert.IsTrue(await a.EnterAsync(1));
        Assert.IsNotNull(await a.Counters.EnterAsync(blog, shop));
        await TotalIsAsync(1);
        await TotalIsAsync(1, "blog");
        a.Leave();
        a.Leave(database: "blog");
        await TotalIsAsync(0);
        await TotalIsAsync(0, "blog");
    }

    [TestMethod]
    public async Task A_session_that_another_limit_refuses_is_taken_back()
    {
        CountingProxy a = Start();
        await a.EnterAsync(2, 1);
        ConnectionExcess? excess = await a.Counters.EnterAsync(CountingProxy.Claim(2, user: LocalCounters.FullUser), null);
        Assert.AreEqual(ConnectionScope.User, excess?.Scope);
        await TotalIsAsync(1);
        Assert.IsTrue(await a.EnterAsync(2));
        ConnectionExcess? second = await a.Counters.EnterAsync(CountingProxy.Claim(2), null);
        Assert.AreEqual(new ConnectionExcess(ConnectionScope.Database, Shop, 2), second);
    }

    [TestMethod]
    public async Task What_a_killed_proxy_has_counted_disappears_by_itself()
    {
        TestRelay lifeline = TestRelay.Start(server.Port);
        (CountingProxy a, CountingProxy b) = (Start(CountingProxy.Options(prefix, lifeline.Port)), Start());
        await a.EnterAsync(5, 3);
        await b.EnterAsync(5, 2);
        // Nothing more is heard of it: it neither takes back what it has counted nor renews its lease.
        await lifeline.DisposeAsync();
        Assert.IsFalse(await b.EnterAsync(5));
        await TotalIsAsync(2);
        await b.EnterAsync(5, 3);
        Assert.IsFalse(await b.EnterAsync(5));
        string self = (await server.GetAsync($".{prefix}proxies"))!;
        await Eventually.HoldsAsync(
            async () => !(await server.GetAsync($".{prefix}proxies"))!.Contains(' ', StringComparison.Ordinal), $"one proxy is known of {self}");
        b.LeaveAll();
        await TotalIsAsync(0);
    }

    [TestMethod]
    public async Task A_proxy_that_stops_takes_its_sessions_with_it()
    {
        (CountingProxy a, CountingProxy b) = (Start(), Start());
        await a.EnterAsync(5, 3);
        await b.EnterAsync(5, 2);
        await a.DisposeAsync();
        proxies.Remove(a);
        Assert.AreEqual("2", await server.GetAsync($"{prefix}shop"));
    }

    [TestMethod]
    public async Task Flushed_counters_are_counted_anew()
    {
        (CountingProxy a, CountingProxy b) = (Start(), Start());
        await a.EnterAsync(4, 2);
        await b.EnterAsync(4, 2);
        await server.FlushAsync();
        // The bound: what proxies have that have not seen it yet.
        while (await a.EnterAsync(4))
            Assert.IsLessThanOrEqualTo(4 + 2, a.Held + b.Held);
        await TotalIsAsync(a.Held + b.Held);
        Assert.IsFalse(await a.EnterAsync(4));
        Assert.IsFalse(await b.EnterAsync(4));
        await EmptyAsync();
    }

    [TestMethod]
    public async Task What_was_flushed_is_noticed_by_the_next_session_that_ends()
    {
        // Neither a lease that is renewed nor the master would help.
        CountersOptions options = CountingProxy.Options(prefix, server.Port) with { Lease = TimeSpan.FromMinutes(1), Reconcile = TimeSpan.Zero };
        (CountingProxy a, CountingProxy b) = (Start(options), Start(options));
        await a.EnterAsync(10, 3);
        await b.EnterAsync(10, 3);
        await server.FlushAsync();
        a.Leave();
        await TotalIsAsync(2);
        b.Leave();
        await TotalIsAsync(4);
        await EmptyAsync();
    }

    [TestMethod]
    public async Task A_total_is_never_brought_below_the_own_share()
    {
        CountingProxy a = Start(reconcile: 0);
        await a.EnterAsync(10, 3);
        await server.SetAsync($"{prefix}shop", "1");
        a.Leave();
        await TotalIsAsync(2);
        await server.SetAsync($"{prefix}shop", "rubbish");
        a.Leave();
        await TotalIsAsync(1);
        Assert.IsFalse(await a.EnterAsync(1));
        a.Leave();
        await TotalIsAsync(0);
    }

    [TestMethod]
    [DataRow("9", DisplayName = "too high, as after a proxy of old was killed")]
    [DataRow("0", DisplayName = "too low")]
    [DataRow("12 apples", DisplayName = "no number")]
    public async Task The_master_sets_a_wrong_total_right(string wrong)
    {
        (CountingProxy a, CountingProxy b) = (Start(), Start());
        await a.EnterAsync(20, 2);
        await b.EnterAsync(20, 2);
        await server.SetAsync($"{prefix}shop", wrong);
        await TotalIsAsync(4);
        await EmptyAsync();
    }

    [TestMethod]
    public async Task Without_a_limit_nobody_waits_and_all_are_counted()
    {
        CountingProxy a = Start();
        for (int i = 0; i < 7; i++)
        {
            Task<ConnectionExcess?> entering = a.Counters.EnterAsync(CountingProxy.Claim(null), null).AsTask();
            Assert.IsTrue(entering.IsCompletedSuccessfully);
        }

        await TotalIsAsync(7);
        a.LeaveAll();
        await TotalIsAsync(0);
    }

    [TestMethod]
    public async Task Sessions_at_random_never_exceed_the_limit_and_leave_nothing()
    {
        CountingProxy[] all = [Start(), Start(), Start()];
        int held = 0;
        int most = 0;
        async Task LiveAsync(int seed)
        {
            Random random = new(seed);
            CountingProxy proxy = all[seed % all.Length];
            for (int i = 0; i < 40; i++)
            {
                if (!await proxy.EnterAsync(6))
                    continue;
                int now = Interlocked.Increment(ref held);
                InterlockedMax(ref most, now);
                for (int turns = random.Next(4); turns > 0; turns--)
                    await Task.Yield();
                // Before the server can know.
                Interlocked.Decrement(ref held);
                proxy.Leave();
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 30).Select(LiveAsync));
        Assert.IsInRange(1, 6, most);
        await TotalIsAsync(0);
        foreach (string key in await ShareKeysAsync())
            await Eventually.HoldsAsync(async () => await server.GetAsync(key) is null, key);
    }

    [TestMethod]
    public async Task Reconciling_by_hand_shows_what_it_has_set_right()
    {
        CountingProxy a = Start(reconcile: 0);
        await a.EnterAsync(10, 2);
        await server.SetAsync($"{prefix}shop", "5");
        CounterReconciler reconciler = new(a.Client, prefix, a.Logger);
        CounterState wrong = (await reconciler.ReconcileAsync([Shop, "blog"], static () => true)).Single();
        Assert.AreEqual((Shop, 5L, 2L), (wrong.Database, wrong.Total, wrong.Sum));
        Assert.IsEmpty(await reconciler.ReconcileAsync([Shop, "blog"], static () => true));
        await server.SetAsync($"{prefix}shop", "5");
        Assert.IsEmpty(await reconciler.ReconcileAsync([Shop], static () => false));
        Assert.AreEqual("5", await server.GetAsync($"{prefix}shop"));
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (int seen = Volatile.Read(ref target); seen < value;)
        {
            int before = Interlocked.CompareExchange(ref target, value, seen);
            seen = before == seen ? value : before;
        }
    }

    private CountingProxy Start(params string[] databases) => Start(0.2, databases);

    private CountingProxy Start(double reconcile, params string[] databases)
    {
        CountersOptions options = CountingProxy.Options(prefix, server.Port) with { Reconcile = TimeSpan.FromSeconds(reconcile) };
        return Start(options, databases);
    }

    private CountingProxy Start(CountersOptions options, params string[] databases)
    {
        CountingProxy proxy = CountingProxy.Start(options, databases: databases);
        proxies.Add(proxy);
        return proxy;
    }

    private async Task EmptyAsync()
    {
        foreach (CountingProxy proxy in proxies)
            proxy.LeaveAll();
        await TotalIsAsync(0);
    }

    private Task TotalIsAsync(long total, string database = Shop) => Eventually.HoldsAsync(
        async () => (await server.GetAsync($"{prefix}{database}") ?? "0") == $"{total}", $"the total of {database} is {total}");

    private async Task<string[]> ShareKeysAsync() =>
        [.. (await server.GetAsync($".{prefix}proxies") ?? "").Split(' ').Select(proxy => $".{prefix}share_{proxy}_shop")];
}
