using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Rates;
using SceNettyProxy.Tenancy.Usage;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Policy.Rates;

[TestClass]
public sealed class RateLimiterTests : ProxyTest
{
    private const string Insert = "INSERT INTO t VALUES (1)";

    [TestMethod]
    public void Above_the_rate_a_statement_is_refused_with_the_time_to_wait()
    {
        TestClient client = Limited(new LimitsDefinition { Statements = new RateLimit(10, 2), Excess = RateExcess.Refuse });
        client.Run(Rig.Primary, Insert, Wire.Ok());
        client.Run(Rig.Primary, Insert, Wire.Ok());
        client.Query(Insert);
        RawPacket error = client.AssertError(2916, sequence: 1);
        Assert.AreEqual("SCE16", error.SqlState);
        Assert.AreEqual(
            "Database 'shop' has exceeded 10 statements per second. Try again 100 milliseconds later.", error.ErrorMessage);
        Assert.AreEqual(1, Rig.Usage.Find("shop")!.SinceStart.Refusals(RefusalReason.Rate));
        Rig.Advance(TimeSpan.FromMilliseconds(100));
        client.Run(Rig.Primary, Insert, Wire.Ok());
    }

    [TestMethod]
    public void Above_the_rate_a_statement_waits_for_its_turn_and_nothing_more_is_read()
    {
        TestClient client = Limited(new LimitsDefinition { Statements = new RateLimit(10, 1) });
        client.Run(Rig.Primary, Insert, Wire.Ok());
        client.Query(Insert);
        Assert.IsFalse(Rig.Primary.Latest.Awaits($"QUERY {Insert}"));
        Assert.IsFalse(client.Channel.Configuration.AutoRead);
        Rig.Advance(TimeSpan.FromMilliseconds(99));
        Assert.IsFalse(Rig.Primary.Latest.Awaits($"QUERY {Insert}"));
        Rig.Advance(TimeSpan.FromMilliseconds(1));
        Assert.IsTrue(Rig.Primary.Latest.Awaits($"QUERY {Insert}"));
        Assert.IsTrue(client.Channel.Configuration.AutoRead);
    }

    [TestMethod]
    public void A_delay_above_the_bound_is_a_refusal()
    {
        TestClient client = Limited(new LimitsDefinition
        {
            Statements = new RateLimit(1, 1),
            MaxDelay = TimeSpan.FromSeconds(2),
        });
        client.Run(Rig.Primary, Insert, Wire.Ok());
        TestClient[] waiting = [Rig.LoggedIn(), Rig.LoggedIn()];
        foreach (TestClient other in waiting)
            other.Query(Insert);
        client.Query(Insert);
        client.AssertError(2916, sequence: 1);
        Assert.IsTrue(Array.TrueForAll(waiting, static other => other.Take().Length == 0));
    }

    [TestMethod]
    public void All_sessions_of_a_database_share_its_rate_and_other_databases_do_not()
    {
        LimitsDefinition limits = new() { Statements = new RateLimit(1, 1), Excess = RateExcess.Refuse };
        Rig.Apply(Databases.Shop with { Limits = limits }, Databases.Shop with { Name = "blog", Limits = limits });
        TestClient first = Rig.LoggedIn();
        TestClient second = Rig.LoggedIn(loop: Rig.NewLoop());
        TestClient stranger = Rig.Connect().LogIn(database: "blog");
        first.Run(Rig.Primary, Insert, Wire.Ok());
        second.Query(Insert);
        second.AssertError(2916);
        stranger.Query(Insert);
        Assert.IsEmpty(stranger.Take(), "on its way to the server");
    }

    [TestMethod]
    public void Each_statement_of_a_batch_counts()
    {
        TestClient client = Limited(
            new LimitsDefinition { Statements = new RateLimit(1, 3), Excess = RateExcess.Refuse },
            Wire.PlainClient | Wire.MultiStatements);
        client.Run(Rig.Primary, "INSERT INTO t VALUES (1); INSERT INTO t VALUES (2)", [.. Wire.Ok(status: Wire.MoreResults), .. Wire.Ok(2)]);
        client.Query("INSERT INTO t VALUES (1); INSERT INTO t VALUES (2)");
        client.AssertError(2916);
        client.Run(Rig.Primary, Insert, Wire.Ok());
    }

    [TestMethod]
    public void The_end_of_a_transaction_is_never_held_up()
    {
        TestClient client = Limited(new LimitsDefinition { Statements = new RateLimit(1, 1), Excess = RateExcess.Refuse });
        client.Run(Rig.Primary, "BEGIN", Wire.Ok(status: Wire.InTransaction));
        client.Query(Insert);
        client.AssertError(2916);
        client.Run(Rig.Primary, "COMMIT", Wire.Ok());
    }

    [TestMethod]
    public void What_the_proxy_answers_by_itself_does_not_count()
    {
        TestClient client = Limited(new LimitsDefinition { Statements = new RateLimit(1, 1), Excess = RateExcess.Refuse });
        for (int i = 0; i < 5; i++)
            client.AssertAlive();
        client.Query("SCE MASTER = 0");
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
        client.Run(Rig.Primary, Insert, Wire.Ok());
    }

    [TestMethod]
    public void A_command_that_is_larger_than_the_burst_passes_once_and_leaves_a_debt()
    {
        TestClient client = Limited(new LimitsDefinition { BytesIn = new RateLimit(1000, 100), Excess = RateExcess.Refuse });
        string large = $"INSERT INTO t VALUES ('{new string('x', 2000)}')";
        client.Run(Rig.Primary, large, Wire.Ok());
        client.Query(Insert);
        RawPacket error = client.AssertError(2916, sequence: 1);
        StringAssert.Contains(error.ErrorMessage, "has exceeded 1000 bytes in per second. Try again ");
        Rig.Advance(TimeSpan.FromSeconds(2.1));
        client.Run(Rig.Primary, Insert, Wire.Ok());
    }

    [TestMethod]
    public void What_was_refused_has_used_no_bytes()
    {
        TestClient client = Limited(new LimitsDefinition { BytesIn = new RateLimit(1000, 100), Excess = RateExcess.Refuse });
        client.Run(Rig.Primary, $"INSERT INTO t VALUES ('{new string('x', 1000)}')", Wire.Ok());
        for (int i = 0; i < 50; i++)
        {
            client.Query(Insert);
            client.AssertError(2916);
        }

        Rig.Advance(TimeSpan.FromSeconds(1.1));
        client.Run(Rig.Primary, Insert, Wire.Ok());
    }

    [TestMethod]
    public void A_large_answer_is_paid_before_the_next_statement()
    {
        TestClient client = Limited(new LimitsDefinition { BytesOut = new RateLimit(1000, 100) });
        client.Run(Rig.Primary, Insert, Wire.Ok());
        byte[] rows = Wire.Value(new string('x', 200));
        client.Run(Rig.Replica, "SELECT a FROM t", rows);
        client.Query(Insert);
        Assert.IsFalse(Rig.Primary.Latest.Awaits($"QUERY {Insert}"));
        Rig.Advance(TimeSpan.FromMilliseconds(rows.Length + 50));
        Assert.IsTrue(Rig.Primary.Latest.Awaits($"QUERY {Insert}"));
    }

    [TestMethod]
    public void A_result_that_is_too_fast_is_not_read_from_the_server_for_a_while()
    {
        TestClient client = Limited(new LimitsDefinition { BytesOut = new RateLimit(1000, 100) });
        client.Query("SELECT a FROM t");
        ServerConnection server = Rig.Replica.Latest;
        byte[] rows = Wire.Rows([[new string('x', 200)], [new string('y', 200)]]);
        server.Send(rows[..300]);
        Assert.IsFalse(client.Session.Current!.Channel!.Configuration.AutoRead);
        Rig.Advance(TimeSpan.FromSeconds(1));
        Assert.IsTrue(client.Session.Current!.Channel!.Configuration.AutoRead);
        server.Send(rows[300..]);
        CollectionAssert.AreEqual(rows, client.Take());
    }

    [TestMethod]
    public void Only_so_many_statements_run_and_the_oldest_waiter_is_next()
    {
        TestClient running = Limited(new LimitsDefinition { ConcurrentStatements = 1 });
        running.Query(Insert);
        TestClient first = Rig.LoggedIn(loop: Rig.NewLoop());
        TestClient second = Rig.LoggedIn();
        first.Query("UPDATE t SET a = 1");
        second.Query("UPDATE t SET a = 2");
        Assert.HasCount(1, Rig.Primary.Connections);
        Rig.Primary.Latest.Send(Wire.Ok());
        CollectionAssert.AreEqual(Wire.Ok(), running.Take());
        Assert.IsTrue(Rig.Primary.Latest.Awaits("QUERY UPDATE t SET a = 1"));
        Rig.Primary.Latest.Send(Wire.Ok());
        Assert.IsTrue(Rig.Primary.Latest.Awaits("QUERY UPDATE t SET a = 2"));
        Rig.Primary.Latest.Send(Wire.Ok());
        Assert.AreEqual(0, running.Session.Tenant.Rates.Running.Running);
    }

    [TestMethod]
    public void Whoever_waits_too_long_for_a_slot_is_refused()
    {
        TestClient running = Limited(new LimitsDefinition { ConcurrentStatements = 1, MaxDelay = TimeSpan.FromSeconds(3) });
        running.Query(Insert);
        TestClient waiting = Rig.LoggedIn();
        waiting.Query(Insert);
        Rig.Advance(TimeSpan.FromSeconds(2.9));
        Assert.IsEmpty(waiting.Take());
        Rig.Advance(TimeSpan.FromSeconds(0.1));
        Assert.AreEqual(
            "Database 'shop' has exceeded 1 concurrent statements. Try again 1000 milliseconds later.",
            waiting.AssertError(2916, sequence: 1).ErrorMessage);
        Rig.Primary.Latest.Send(Wire.Ok());
        waiting.Run(Rig.Primary, Insert, Wire.Ok());
    }

    [TestMethod]
    public void Without_waiting_a_statement_too_many_is_refused_at_once()
    {
        TestClient running = Limited(new LimitsDefinition { ConcurrentStatements = 1, Excess = RateExcess.Refuse });
        running.Query(Insert);
        TestClient other = Rig.LoggedIn();
        other.Query(Insert);
        other.AssertError(2916, sequence: 1);
    }

    [TestMethod]
    public void A_session_that_ends_leaves_its_slot_and_its_place()
    {
        TestClient running = Limited(new LimitsDefinition { ConcurrentStatements = 1 });
        running.Query(Insert);
        TestClient killed = Rig.LoggedIn();
        killed.Query("UPDATE t SET a = 1");
        TestClient waiting = Rig.LoggedIn();
        waiting.Query("UPDATE t SET a = 2");
        Rig.LoggedIn().Query($"KILL {killed.Session.ConnectionId}");
        Assert.IsFalse(killed.IsOpen);
        running.HangUp();
        Assert.IsTrue(Rig.Primary.Connections.Exists(static server => server.Awaits("QUERY UPDATE t SET a = 2")));
        waiting.HangUp();
        Assert.AreEqual(0, Rig.Registry.Find("shop")!.Rates.Running.Running);
    }

    [TestMethod]
    public void A_kill_ends_the_waiting()
    {
        TestClient client = Limited(new LimitsDefinition { Statements = new RateLimit(1, 1) });
        client.Run(Rig.Primary, Insert, Wire.Ok());
        client.Query(Insert);
        Rig.LoggedIn().Query($"KILL QUERY {client.Session.ConnectionId}");
        client.AssertError(1317, sequence: 1);
        Rig.Advance(TimeSpan.FromSeconds(3));
        client.Run(Rig.Primary, Insert, Wire.Ok());
    }

    [TestMethod]
    public void A_limit_that_is_lifted_counts_from_the_next_statement()
    {
        TestClient client = Limited(new LimitsDefinition { Statements = new RateLimit(1, 1), Excess = RateExcess.Refuse });
        client.Run(Rig.Primary, Insert, Wire.Ok());
        client.Query(Insert);
        client.AssertError(2916);
        Rig.Apply(Databases.Shop);
        client.Run(Rig.Primary, Insert, Wire.Ok());
    }

    [TestMethod]
    public void A_command_in_pieces_waits_with_all_of_them()
    {
        TestClient client = Limited(new LimitsDefinition { Statements = new RateLimit(1, 1) });
        client.Run(Rig.Primary, Insert, Wire.Ok());
        byte[] large = Wire.Query($"INSERT INTO t VALUES ('{new string('x', 300_000)}')");
        int before = Rig.Primary.Latest.History.Count;
        client.Send(large[..100_000], large[100_000..]);
        Assert.IsEmpty(Rig.Primary.Latest.History.Skip(before));
        Rig.Advance(TimeSpan.FromSeconds(1));
        Assert.HasCount(before + 1, Rig.Primary.Latest.History);
        Rig.Primary.Latest.Send(Wire.Ok());
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
    }

    private TestClient Limited(LimitsDefinition limits, uint capabilities = Wire.PlainClient)
    {
        Rig.Apply(Databases.Shop with { Limits = limits });
        return Rig.LoggedIn(capabilities);
    }
}
