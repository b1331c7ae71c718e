using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using MySqlConnector;
using SceNettyProxy.Integration.Statistics;
using SceNettyProxy.Integration.Tests.File;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Tenancy.Usage;
using SceNettyProxy.Testing.Network;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.Integration.Tests.Statistics;

/// <summary>Into a real server, through everything that may go wrong on the way.</summary>
[TestClass]
public sealed class StatisticsWriterTests
{
    private const string Schema = "e2e_statistics";
    private const string NotWritten = "Statistics cannot be written";
    private static MariaDbCluster cluster = null!;

    private readonly string table = $"t{Guid.NewGuid():N}";
    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider minutes = new(CountingProxy.Noon);
    private readonly List<CountingProxy> started = [];

    private string LogFolder => folder["usage"];

    private StatisticsDatabaseOptions Options => OptionsFor(cluster.Primary.Port);

    [ClassInitialize]
    public static async Task StartServerAsync(TestContext context)
    {
        cluster = await MariaDbCluster.StartAsync(replicas: 0);
        await cluster.AdministerAsync(ServerRole.Primary, $"CREATE DATABASE {Schema}");
    }

    [ClassCleanup]
    public static async Task StopServerAsync() => await cluster.DisposeAsync();

    [TestCleanup]
    public async Task EndProxiesAsync()
    {
        foreach (CountingProxy proxy in started)
            await proxy.DisposeAsync();
        folder.Dispose();
    }

    [TestMethod]
    public async Task Each_database_proxy_and_minute_has_its_row()
    {
        CountingProxy one = Start();
        CountingProxy two = Start(name: "10.0.0.2:61050", log: folder["other"]);
        one.Slot().Database.Connected();
        one.Slot().Database.Connected();
        one.Slot().Database.Disconnected();
        one.Slot().Database.BackendOpened();
        one.Use(7);
        one.Use(5, "Shop");
        two.Use(3);
        one.EndMinute();
        two.EndMinute();
        await WaitUntilWrittenAsync(one);
        await WaitUntilWrittenAsync(two, folder["other"]);
        string[] rows = await ReadRowsAsync();
        CollectionAssert.AreEqual(
            new[]
            {
                "Shop 10.0.0.1:61050 2026-03-01 12:00:00 1 5 5000 0 0",
                "shop 10.0.0.1:61050 2026-03-01 12:00:00 1 7 7000 2 1",
                "shop 10.0.0.2:61050 2026-03-01 12:00:00 1 3 3000 0 0",
            },
            rows);
    }

    [TestMethod]
    public async Task The_pieces_of_a_minute_add_up_in_its_row_and_a_stop_writes_the_last()
    {
        CountingProxy first = Start();
        first.Slot().Database.Connected();
        first.Use(1);
        await first.StopAsync();
        CountingProxy second = Start();
        second.Use(20);
        await second.StopAsync();
        CollectionAssert.AreEqual(
            new[] { "shop 10.0.0.1:61050 2026-03-01 12:00:00 2 21 21000 1 0" }, await ReadRowsAsync());
        Assert.IsGreaterThan(1, (await ReadLogAsync()).Count);
    }

    [TestMethod]
    public async Task What_was_used_while_the_server_was_away_is_written_when_it_is_back()
    {
        CountingProxy killed = Start();
        killed.UseMinutes(2);
        await WaitUntilWrittenAsync(killed);
        await cluster.KillAsync(ServerRole.Primary);
        killed.UseMinutes(700);
        await killed.WaitForLogAsync(NotWritten);
        await killed.DisposeAsync();
        CountingProxy absentAtStart = Start();
        absentAtStart.UseMinutes(3);
        await absentAtStart.WaitForLogAsync(NotWritten);
        await cluster.RestartAsync(ServerRole.Primary);
        await WaitUntilWrittenAsync(absentAtStart);
        await AssertSumsAsync();
        Assert.AreEqual(1, absentAtStart.Logger.CountOf(NotWritten), "told once");
    }

    [TestMethod]
    public async Task A_server_that_stands_still_holds_up_nobody()
    {
        CountingProxy proxy = Start();
        proxy.UseMinutes(1);
        await WaitUntilWrittenAsync(proxy);
        await cluster.FreezeAsync(ServerRole.Primary);
        try
        {
            proxy.UseMinutes(5);
            await proxy.WaitForLogAsync(NotWritten);
        }
        finally
        {
            cluster.Thaw(ServerRole.Primary);
        }

        await WaitUntilWrittenAsync(proxy);
        await AssertSumsAsync();
    }

    [TestMethod]
    public async Task A_server_that_answers_too_late_is_asked_again()
    {
        await using TestRelay relay = TestRelay.Start(cluster.Primary.Port);
        CountingProxy proxy = Start(OptionsFor(relay.Port));
        proxy.UseMinutes(1);
        await WaitUntilWrittenAsync(proxy);
        relay.ToClient.Delay = TimeSpan.FromSeconds(3);
        proxy.UseMinutes(2);
        await proxy.WaitForLogAsync(NotWritten);
        relay.ToClient.Delay = TimeSpan.Zero;
        await WaitUntilWrittenAsync(proxy);
        await AssertSumsAsync();
    }

    [TestMethod]
    public async Task A_connection_that_forwards_nothing_any_more_is_given_up_and_nothing_is_lost()
    {
        await using TestRelay relay = TestRelay.Start(cluster.Primary.Port);
        CountingProxy proxy = Start(OptionsFor(relay.Port));
        proxy.UseMinutes(1);
        await WaitUntilWrittenAsync(proxy);
        relay.ToServer.Pause();
        relay.ToClient.Pause();
        proxy.UseMinutes(3);
        await proxy.WaitForLogAsync(NotWritten);
        relay.ToServer.Resume();
        relay.ToClient.Resume();
        await WaitUntilWrittenAsync(proxy);
        await AssertSumsAsync();
    }

    [TestMethod]
    public async Task A_login_that_is_answered_with_garbage_loses_nothing()
    {
        bool isBroken = true;
        await using CuttingRelay relay = new(cluster.Primary.Port, (_, _) => isBroken ? RelayCut.BehindGarbage : RelayCut.None);
        CountingProxy proxy = Start(OptionsFor(relay.Port));
        proxy.UseMinutes(3);
        await proxy.WaitForLogAsync(NotWritten);
        isBroken = false;
        await WaitUntilWrittenAsync(proxy);
        await AssertSumsAsync();
    }

    [TestMethod]
    [DataRow(nameof(RelayCut.BeforeTheServer))]
    [DataRow(nameof(RelayCut.BehindTheServer))]
    [DataRow(nameof(RelayCut.BehindGarbage))]
    public async Task A_commit_whose_answer_is_lost_counts_once(string where)
    {
        bool isArmed = false;
        await using CuttingRelay relay = new(cluster.Primary.Port, (request, _) =>
        {
            bool isCommit = Encoding.Latin1.GetString(request.Span).Contains("commit", StringComparison.OrdinalIgnoreCase);
            if (!isCommit || !isArmed)
                return RelayCut.None;
            isArmed = false;
            return Enum.Parse<RelayCut>(where);
        });
        CountingProxy proxy = Start(OptionsFor(relay.Port));
        proxy.UseMinutes(1);
        await WaitUntilWrittenAsync(proxy);
        isArmed = true;
        proxy.UseMinutes(3);
        await proxy.WaitForLogAsync("Statistics cannot be written");
        proxy.UseMinutes(1);
        await WaitUntilWrittenAsync(proxy);
        Assert.AreEqual(1, relay.Cuts);
        await AssertSumsAsync();
    }

    [TestMethod]
    public async Task Wherever_the_writing_ends_the_next_process_goes_on_without_a_gap_or_a_double()
    {
        int round = 0;
        int cuts;
        do
        {
            int at = round / 2;
            RelayCut cut = round % 2 == 0 ? RelayCut.BeforeTheServer : RelayCut.BehindTheServer;
            await using CuttingRelay relay = new(cluster.Primary.Port, (_, number) => number == at ? cut : RelayCut.None);
            CountingProxy killed = Start(OptionsFor(relay.Port));
            killed.UseMinutes(2);
            await Testing.Waiting.Eventually.HoldsAsync(
                async () => relay.Cuts == 1 || await ReadLastAsync(LogFolder) == killed.Log.FlushedSequence, "cut or written");
            cuts = relay.Cuts;
            await killed.DisposeAsync();
            round++;
        }
        while (cuts == 1);

        CountingProxy last = Start();
        await WaitUntilWrittenAsync(last);
        await AssertSumsAsync();
        Assert.IsGreaterThan(12, round);
    }

    [TestMethod]
    public async Task A_log_that_was_put_back_from_a_copy_counts_from_then_on()
    {
        CountingProxy before = Start();
        before.UseMinutes(2);
        await before.StopAsync();
        string copy = folder["copy"];
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.GetFiles(LogFolder))
            System.IO.File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        CountingProxy lost = Start();
        lost.UseMinutes(3);
        await WaitUntilWrittenAsync(lost);
        await lost.StopAsync();
        long written = await ReadSumAsync();

        CountingProxy restored = Start(log: copy);
        restored.Use(50);
        restored.EndMinute();
        await restored.WaitForLogAsync("the log is an older one");
        await WaitUntilWrittenAsync(restored, copy);
        Assert.AreEqual(written + 50, await ReadSumAsync());
        await restored.StopAsync();
        CountingProxy again = Start(log: copy);
        again.Use(8);
        again.EndMinute();
        await WaitUntilWrittenAsync(again, copy);
        Assert.AreEqual(written + 58, await ReadSumAsync());
        Assert.AreEqual(0, again.Logger.CountOf("the log is an older one"));
    }

    [TestMethod]
    [DataRow("PRIMARY KEY (db_name, db_proxy, stattime, requests)) ENGINE=InnoDB", "has no unique key of db_name, db_proxy and stattime alone")]
    [DataRow("PRIMARY KEY (db_name, db_proxy, stattime)) ENGINE=MyISAM", "must be of the engine InnoDB; one is of MyISAM")]
    public async Task A_table_that_could_count_twice_is_not_written_to(string end, string problem)
    {
        await cluster.AdministerAsync(
            ServerRole.Primary,
            $"CREATE TABLE {Schema}.{table} (db_name VARCHAR(64), db_proxy VARCHAR(64), stattime DATETIME, requests BIGINT, {end}");
        CountingProxy proxy = Start();
        await proxy.WaitForLogAsync(problem);
    }

    [TestMethod]
    public async Task A_wrong_password_is_told_without_the_password()
    {
        CountingProxy proxy = Start(Options with { Password = "wr0ng-secret" });
        await proxy.WaitForLogAsync("Access denied");
        Assert.AreEqual(0, proxy.Logger.CountOf("wr0ng"));
        Assert.IsFalse(Options.ToString().Contains(MariaDbCluster.Password, StringComparison.Ordinal));
    }

    [TestMethod]
    public void More_than_memory_may_hold_is_read_from_the_log()
    {
        Directory.CreateDirectory(LogFolder);
        using UsageLog empty = new(LogFolder, static _ => { });
        using PendingMinutes pending = new(empty);
        pending.Add(Minutes(1, 10_000));
        Assert.HasCount(500, pending.After(0, 500));
        Assert.AreEqual(501, pending.After(500, 500)[0].Sequence);
        Assert.IsEmpty(pending.After(10_000, 500));
        pending.Add(Minutes(10_001, 10_001));
        Assert.IsEmpty(pending.After(10_000, 500), "they are in the log, which is empty here");
    }

    private static ClosedMinute[] Minutes(int first, int count) =>
    [
        .. Enumerable.Range(first, count).Select(static sequence => new ClosedMinute
        {
            Sequence = sequence,
            Minute = CountingProxy.Noon,
            Database = "shop",
            Used = UsageTotals.Zero,
            Total = UsageTotals.Zero,
        }),
    ];

    private StatisticsDatabaseOptions OptionsFor(int port) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        User = MariaDbCluster.User,
        Password = MariaDbCluster.Password,
        Schema = Schema,
        Table = table,
        Timeout = TimeSpan.FromSeconds(2),
    };

    private CountingProxy Start(StatisticsDatabaseOptions? options = null, string? log = null, string name = "10.0.0.1:61050")
    {
        CountingProxy proxy = new(log ?? LogFolder, minutes, options ?? Options, name);
        started.Add(proxy);
        return proxy;
    }

    private Task WaitUntilWrittenAsync(CountingProxy proxy, string? log = null) => Testing.Waiting.Eventually.HoldsAsync(
        async () => await ReadLastAsync(log ?? LogFolder) == proxy.Log.FlushedSequence,
        "the whole log is written",
        TimeSpan.FromSeconds(30));

    private async Task<long> ReadLastAsync(string log)
    {
        string identity = Path.Combine(log, "usage.id");
        if (!System.IO.File.Exists(identity))
            return -1;
        try
        {
            string last = await cluster.ReadScalarAsync(
                ServerRole.Primary,
                $"SELECT last_sequence FROM {Schema}.{table}_progress WHERE log_id = '{(await System.IO.File.ReadAllTextAsync(identity)).Trim()}'");
            return last.Length == 0 ? -1 : long.Parse(last, CultureInfo.InvariantCulture);
        }
        catch (MySqlException e) when (e.ErrorCode == MySqlErrorCode.NoSuchTable)
        {
            return -1;
        }
    }

    private async Task<List<ClosedMinute>> ReadLogAsync()
    {
        foreach (CountingProxy proxy in started)
            await proxy.DisposeAsync();
        using UsageLog log = new(LogFolder, static _ => { });
        return [.. log.ReadAfter(0)];
    }

    /// <summary>What the table adds up to is what the log adds up to, for each counter.</summary>
    private async Task AssertSumsAsync()
    {
        List<ClosedMinute> log = await ReadLogAsync();
        string sums = await cluster.ReadScalarAsync(
            ServerRole.Primary,
            $"SELECT CONCAT_WS(' ', COUNT(*), SUM(requests), SUM(traffic_in), SUM(traffic_out)) FROM {Schema}.{table}");
        int rows = log.Select(static minute => (minute.Database, minute.Minute)).Distinct().Count();
        Assert.AreEqual(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{rows} {log.Sum(static m => m.Used.Requests)} {log.Sum(static m => m.Used.BytesIn)} {log.Sum(static m => m.Used.BytesOut)}"),
            sums);
    }

    private async Task<long> ReadSumAsync() => long.Parse(
        await cluster.ReadScalarAsync(ServerRole.Primary, $"SELECT SUM(traffic_in) FROM {Schema}.{table}"), CultureInfo.InvariantCulture);

    private async Task<string[]> ReadRowsAsync()
    {
        string rows = await cluster.ReadScalarAsync(
            ServerRole.Primary,
            "SELECT GROUP_CONCAT(CONCAT_WS(' ', db_name, db_proxy, stattime, requests, traffic_in, traffic_out, client_conns, "
            + $"proxy_conns) ORDER BY db_name, db_proxy, stattime SEPARATOR ';') FROM {Schema}.{table}");
        return rows.Split(';');
    }
}
