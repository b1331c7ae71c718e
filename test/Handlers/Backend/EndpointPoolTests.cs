using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Handlers.Tests.Backend;

/// <summary>Limits, waiting, reuse and the end of connections, over several event loops.</summary>
[TestClass]
public sealed class EndpointPoolTests : ProxyTest
{
    [TestMethod]
    public void Beyond_the_limit_sessions_wait_and_the_oldest_is_served_first_whatever_its_loop()
    {
        Limit(1);
        TestLoop other = Rig.NewLoop();
        TestClient holder = Rig.LoggedIn();
        holder.Write();
        TestClient second = Rig.LoggedIn(loop: other);
        TestClient third = Rig.LoggedIn();
        second.Query("UPDATE t SET a = 2");
        third.Query("UPDATE t SET a = 3");
        Assert.AreEqual((1, 0, 2), State());

        holder.HangUp();
        Assert.IsFalse(Rig.Primary.Connections[0].Channel.Active, "its loop is not that of the oldest waiter");
        Assert.AreEqual("QUERY UPDATE t SET a = 2", Rig.Primary.Latest.History.Single());
        Assert.AreEqual((1, 0, 1), State());
        Rig.Primary.Latest.Send(Wire.Ok());
        CollectionAssert.AreEqual(Wire.Ok(), second.Take());

        second.HangUp();
        Assert.AreEqual("QUERY UPDATE t SET a = 3", Rig.Primary.Latest.History.Single());
        Rig.Primary.Latest.Send(Wire.Ok());
        CollectionAssert.AreEqual(Wire.Ok(), third.Take());
    }

    [TestMethod]
    public void A_waiter_of_the_same_loop_gets_the_connection_itself_after_a_reset()
    {
        Limit(1);
        TestClient holder = Rig.LoggedIn();
        holder.Write();
        TestClient waiter = Rig.LoggedIn();
        waiter.Query("UPDATE t SET a = 2");
        holder.HangUp();
        Assert.HasCount(1, Rig.Primary.Connections);
        CollectionAssert.AreEqual(
            (string[])["QUERY UPDATE t SET a = 1", "RESET", "QUERY UPDATE t SET a = 2"], Rig.Primary.Latest.History);
    }

    [TestMethod]
    public void A_waiter_that_gave_up_leaves_the_queue_and_the_next_one_is_served()
    {
        Limit(1);
        TestClient holder = Rig.LoggedIn();
        holder.Write();
        TestClient gone = Rig.LoggedIn();
        gone.Query("UPDATE t SET a = 2");
        TestClient waiter = Rig.LoggedIn();
        waiter.Query("UPDATE t SET a = 3");
        gone.HangUp();
        Assert.AreEqual((1, 0, 1), State());
        holder.HangUp();
        Assert.AreEqual("QUERY UPDATE t SET a = 3", Rig.Primary.Latest.History[^1]);
        Assert.DoesNotContain("QUERY UPDATE t SET a = 2", Rig.Primary.History);
    }

    [TestMethod]
    public void A_slot_that_was_handed_to_a_waiter_that_gives_up_meanwhile_comes_back()
    {
        Limit(1);
        Rig.Pool.Set(Rig.Pool.Value with { Max = 1 });
        var first = new RecordingRequest(Rig);
        var second = new RecordingRequest(Rig, Rig.NewLoop());
        var third = new RecordingRequest(Rig);
        EndpointPool pool = Rig.Services.Pools.For(Databases.Shop, Databases.PrimaryEndpoint);
        OnLoop(first.Loop, () => pool.Acquire(first));
        OnLoop(second.Loop, () => pool.Acquire(second));
        OnLoop(third.Loop, () => pool.Acquire(third));
        Assert.AreEqual((1, 0, 2), State());
        // The close hands the slot to the second by a task on its loop; before that task runs, the second gives up.
        first.Loop.Execute(() =>
        {
            first.Connection!.Close();
            Assert.IsTrue(second.Cancel());
        });
        Rig.Run();
        Assert.IsNull(second.Connection);
        Assert.IsNotNull(third.Connection);
        Assert.AreEqual((1, 0, 0), State());
    }

    [TestMethod]
    public void A_connection_that_was_opened_for_a_client_that_left_is_kept_for_others()
    {
        var request = new RecordingRequest(Rig);
        EndpointPool pool = Rig.Services.Pools.For(Databases.Shop, Databases.PrimaryEndpoint);
        request.Loop.Execute(() =>
        {
            pool.Acquire(request);
            Assert.IsTrue(request.Cancel());
            Assert.IsFalse(request.Cancel(), "once");
        });
        Rig.Run();
        Assert.IsNull(request.Connection);
        Assert.AreEqual((1, 1, 0), State());
    }

    [TestMethod]
    public void An_idle_connection_of_another_loop_makes_room_before_anyone_waits()
    {
        Limit(1);
        TestClient first = Rig.LoggedIn();
        first.Write();
        first.HangUp();
        Assert.AreEqual((1, 1, 0), State());
        TestClient second = Rig.LoggedIn(loop: Rig.NewLoop());
        second.Write();
        Assert.HasCount(2, Rig.Primary.Connections);
        Assert.AreEqual("QUIT", Rig.Primary.Connections[0].History[^1]);
        Assert.AreEqual((1, 0, 0), State());
    }

    [TestMethod]
    public void An_idle_connection_of_another_capability_set_makes_room_too()
    {
        Limit(1);
        TestClient first = Rig.LoggedIn();
        first.Write();
        first.HangUp();
        Rig.LoggedIn(Wire.PlainClient | Wire.DeprecateEof).Write();
        Assert.HasCount(2, Rig.Primary.Connections);
        Assert.AreEqual((1, 0, 0), State());
    }

    [TestMethod]
    public void The_oldest_idle_connection_makes_room()
    {
        Limit(2);
        TestClient one = Rig.LoggedIn();
        TestClient two = Rig.LoggedIn();
        one.Write();
        two.Write();
        two.HangUp();
        Rig.Advance(TimeSpan.FromSeconds(1));
        one.HangUp();
        Rig.LoggedIn(loop: Rig.NewLoop()).Write();
        Assert.IsFalse(Rig.Primary.Connections[1].Channel.Active, "the second one became idle first");
        Assert.IsTrue(Rig.Primary.Connections[0].Channel.Active);
    }

    [TestMethod]
    public void A_wait_ends_with_2913_at_its_deadline()
    {
        Limit(1);
        TestClient holder = Rig.LoggedIn();
        holder.Write();
        TestClient waiter = Rig.LoggedIn();
        waiter.Query("UPDATE t SET a = 2");
        Rig.Advance(TimeSpan.FromSeconds(4.9));
        Assert.IsEmpty(waiter.Take());
        Rig.Advance(TimeSpan.FromSeconds(0.2));
        Assert.AreEqual("Database 'shop' has exceeded 1 connections", waiter.AssertError(2913, sequence: 1).ErrorMessage);
        Assert.AreEqual((1, 0, 0), State());
        waiter.AssertAlive();
        holder.Write();
    }

    [TestMethod]
    public void A_streaming_command_that_waits_in_vain_is_answered_behind_its_last_packet()
    {
        Limit(1);
        Rig.LoggedIn().Write();
        TestClient waiter = Rig.LoggedIn();
        byte[] command = Wire.PaddedQuery("INSERT INTO t VALUES ('", 300_000, end: "')");
        waiter.Send(command[..70_000], command[70_000..140_000], command[140_000..200_000]);
        Assert.IsFalse(waiter.Channel.Configuration.AutoRead, "what follows the command waits in the network");
        Rig.Advance(TimeSpan.FromSeconds(5.1));
        Assert.IsEmpty(waiter.Take());
        waiter.Send(command[200_000..]);
        waiter.AssertError(2913, sequence: 1);
        waiter.AssertAlive();
    }

    [TestMethod]
    public void A_streaming_command_that_waited_runs_whole()
    {
        Limit(1);
        TestClient holder = Rig.LoggedIn();
        holder.Write();
        TestClient waiter = Rig.LoggedIn();
        byte[] command = Wire.PaddedQuery("INSERT INTO t VALUES ('", 300_000, end: "')");
        waiter.Send(command[..70_000], command[70_000..140_000], command[140_000..]);
        Rig.Primary.Latest.Channel.TakeSent();
        holder.HangUp();
        Assert.IsTrue(Rig.Primary.Latest.Channel.TakeSent().AsSpan().EndsWith(command));
        Rig.Primary.Latest.Send(Wire.Ok());
        CollectionAssert.AreEqual(Wire.Ok(), waiter.Take());
    }

    [TestMethod]
    public void A_higher_limit_serves_those_who_wait()
    {
        Limit(1);
        Rig.LoggedIn().Write();
        TestClient second = Rig.LoggedIn();
        second.Query("UPDATE t SET a = 2");
        TestClient third = Rig.LoggedIn(loop: Rig.NewLoop());
        third.Query("UPDATE t SET a = 3");
        Limit(2);
        Assert.AreEqual((2, 0, 1), State());
        Assert.AreEqual("QUERY UPDATE t SET a = 2", Rig.Primary.Latest.History.Single());
        Limit(5);
        Assert.AreEqual((3, 0, 0), State());
        Assert.AreEqual("QUERY UPDATE t SET a = 3", Rig.Primary.Latest.History.Single());
    }

    [TestMethod]
    public void A_lower_limit_closes_what_is_given_back_above_it()
    {
        TestClient one = Rig.LoggedIn();
        TestClient two = Rig.LoggedIn();
        one.Write();
        two.Write();
        Limit(1);
        one.HangUp();
        Assert.AreEqual((1, 0, 0), State());
        two.HangUp();
        Assert.AreEqual((1, 1, 0), State());
    }

    [TestMethod]
    public void A_failed_connect_gives_its_place_to_the_next_waiter()
    {
        Limit(1);
        Rig.Primary.IsUnreachable = true;
        TestClient first = Rig.LoggedIn();
        first.Query("UPDATE t SET a = 1");
        TestClient second = Rig.LoggedIn();
        second.Query("UPDATE t SET a = 2");
        Assert.AreEqual((1, 0, 1), State());
        Rig.Advance(TimeSpan.FromSeconds(3));
        second.HangUp();
        TestClient third = Rig.LoggedIn();
        third.Query("UPDATE t SET a = 3");
        Rig.Primary.IsUnreachable = false;
        Rig.Advance(TimeSpan.FromSeconds(2.1));
        first.AssertError(2915);
        Assert.AreEqual("QUERY UPDATE t SET a = 3", Rig.Primary.Latest.History.Single());
    }

    [TestMethod]
    public void A_connection_is_reset_before_another_session_gets_it_and_brought_to_that_sessions_schema_and_option()
    {
        Rig.Apply(Databases.Shop with { Schemas = ["extra"] });
        TestClient first = Rig.LoggedIn(Wire.PlainClient | Wire.MultiStatements);
        first.Write("USE extra");
        first.Set("SET @a = 1");
        first.HangUp();
        Rig.Primary.Latest.ClearHistory();
        TestClient second = Rig.LoggedIn();
        second.Write();
        Assert.HasCount(1, Rig.Primary.Connections);
        CollectionAssert.AreEqual(
            (string[])["SET_OPTION 1", "INIT_DB shop_real", "QUERY UPDATE t SET a = 1"], Rig.Primary.Latest.History);
    }

    [TestMethod]
    public void A_connection_is_idle_only_after_the_server_has_answered_the_reset()
    {
        Rig.Primary.AnswersHousekeeping = false;
        TestClient first = Rig.LoggedIn();
        first.Write();
        first.HangUp();
        Assert.AreEqual("RESET", Rig.Primary.Latest.History[^1]);
        Assert.AreEqual((1, 0, 0), State());
        Rig.Primary.Latest.Send(Wire.Ok());
        Assert.AreEqual((1, 1, 0), State());
    }

    [TestMethod]
    public void A_reset_that_fails_or_is_not_answered_closes_the_connection()
    {
        Rig.Primary.AnswersHousekeeping = false;
        TestClient first = Rig.LoggedIn();
        first.Write();
        first.HangUp();
        Rig.Primary.Latest.Send(Wire.Error(1, 1047, "08S01", "Unknown command"));
        Assert.AreEqual((0, 0, 0), State());
        TestClient second = Rig.LoggedIn();
        second.Write();
        second.HangUp();
        Rig.Advance(TimeSpan.FromSeconds(5.1));
        Assert.AreEqual((0, 0, 0), State());
    }

    [TestMethod]
    public void IGNORE_SPACE_is_set_again_behind_the_reset_where_the_login_had_its_flag_and_nowhere_else()
    {
        const string Again = "QUERY SET sql_mode=CONCAT(@@sql_mode,',IGNORE_SPACE')";
        TestClient with = Rig.LoggedIn(Wire.PlainClient | Wire.IgnoreSpace);
        ServerConnection first = with.Write();
        with.HangUp();
        CollectionAssert.AreEqual((string[])["RESET", Again], first.History[^2..]);
        Assert.AreEqual(1, Rig.PrimaryPool.IdleCount);
        Assert.AreSame(first, Rig.LoggedIn(Wire.PlainClient | Wire.IgnoreSpace).Write());

        TestClient without = Rig.LoggedIn();
        ServerConnection second = without.Write();
        Assert.AreNotSame(first, second);
        without.HangUp();
        Assert.AreEqual("RESET", second.History[^1]);
    }

    [TestMethod]
    public void A_connection_that_does_not_take_IGNORE_SPACE_back_is_closed()
    {
        Rig.Primary.Answer = static command =>
            command.Contains("IGNORE_SPACE", StringComparison.Ordinal) ? Wire.Error(1, 1231, "42000", "no") : null;
        TestClient client = Rig.LoggedIn(Wire.PlainClient | Wire.IgnoreSpace);
        client.Write();
        client.HangUp();
        Assert.AreEqual((0, 0), (Rig.PrimaryPool.OpenCount, Rig.PrimaryPool.IdleCount));
        Assert.AreEqual(0, Rig.Primary.OpenConnections);
    }

    [TestMethod]
    public void A_connection_in_a_transaction_is_reset_too()
    {
        TestClient first = Rig.LoggedIn();
        first.Write("BEGIN", Wire.InTransaction);
        first.HangUp();
        CollectionAssert.AreEqual((string[])["QUERY BEGIN", "RESET"], Rig.Primary.Latest.History);
        TestClient second = Rig.LoggedIn();
        second.Write();
        Assert.HasCount(1, Rig.Primary.Connections);
        Assert.IsFalse(second.Session.InTransaction);
    }

    [TestMethod]
    public void A_connection_that_was_idle_for_long_is_pinged_before_it_is_used()
    {
        TestClient first = Rig.LoggedIn();
        first.Write();
        first.HangUp();
        Rig.Primary.Latest.ClearHistory();
        Rig.Advance(TimeSpan.FromSeconds(5));
        TestClient second = Rig.LoggedIn();
        second.Write();
        CollectionAssert.AreEqual((string[])["QUERY UPDATE t SET a = 1"], Rig.Primary.Latest.History);
        second.HangUp();
        Rig.Primary.Latest.ClearHistory();
        Rig.Advance(TimeSpan.FromSeconds(5.1));
        Rig.LoggedIn().Write();
        CollectionAssert.AreEqual((string[])["PING", "QUERY UPDATE t SET a = 1"], Rig.Primary.Latest.History);
        Assert.HasCount(1, Rig.Primary.Connections);
    }

    [TestMethod]
    public void A_ping_that_is_not_answered_or_lost_gets_another_connection()
    {
        TestClient first = Rig.LoggedIn();
        first.Write();
        first.HangUp();
        Rig.Advance(TimeSpan.FromSeconds(6));
        Rig.Primary.AnswersHousekeeping = false;
        TestClient second = Rig.LoggedIn();
        second.Query("UPDATE t SET a = 2");
        Assert.AreEqual("PING", Rig.Primary.Latest.History[^1]);
        Rig.Primary.Latest.HangUp();
        Assert.HasCount(2, Rig.Primary.Connections);
        Assert.AreEqual("QUERY UPDATE t SET a = 2", Rig.Primary.Latest.History.Single());
        Rig.Primary.Latest.Send(Wire.Ok());
        CollectionAssert.AreEqual(Wire.Ok(), second.Take());
    }

    [TestMethod]
    public void Idle_connections_are_closed_after_their_time_down_to_the_minimum()
    {
        Rig.Apply(Databases.Shop with { Pool = new PoolDefinition { Min = 1, Idle = TimeSpan.FromSeconds(60) } });
        TestClient[] clients = [Rig.LoggedIn(), Rig.LoggedIn(), Rig.LoggedIn()];
        foreach (TestClient client in clients)
            client.Write();
        foreach (TestClient client in clients)
            client.HangUp();
        Rig.Advance(TimeSpan.FromSeconds(59));
        Assert.AreEqual((3, 3, 0), State());
        Rig.Advance(TimeSpan.FromSeconds(3));
        Assert.AreEqual((1, 1, 0), State());
        Assert.AreEqual(2, Rig.Primary.History.Count(static command => command == "QUIT"));
    }

    [TestMethod]
    public void A_server_that_closes_an_idle_connection_takes_it_out_of_the_pool_at_once()
    {
        TestClient first = Rig.LoggedIn();
        first.Write();
        first.HangUp();
        Rig.Primary.Latest.HangUp();
        Assert.AreEqual((0, 0, 0), State());
        Rig.LoggedIn().Write();
        Assert.HasCount(2, Rig.Primary.Connections);
    }

    [TestMethod]
    public void A_new_account_closes_idle_connections_and_those_of_idle_sessions_at_once()
    {
        TestClient idle = Rig.LoggedIn();
        idle.Write();
        TestClient held = Rig.LoggedIn();
        held.Write();
        idle.HangUp();
        Rig.Apply(Databases.Shop with { ServerPassword = "changed" });
        Assert.AreEqual(0, Rig.Primary.OpenConnections);
        held.Write();
        Assert.HasCount(3, Rig.Primary.Connections);
        Assert.AreEqual(1, Rig.Primary.OpenConnections);
    }

    [TestMethod]
    public void A_new_primary_is_used_from_the_next_command_on()
    {
        TestClient client = Rig.LoggedIn();
        client.Write();
        Rig.Apply(Databases.Shop with { Primary = Databases.SecondReplicaEndpoint });
        Assert.AreEqual(0, Rig.Primary.OpenConnections);
        client.Run(Rig.SecondReplica, "UPDATE t SET a = 1", Wire.Ok());
    }

    [TestMethod]
    public void A_session_that_cannot_leave_the_old_primary_is_closed_after_the_drain_time()
    {
        TestClient client = Rig.LoggedIn();
        client.Write("BEGIN", Wire.InTransaction);
        Rig.Apply(Databases.Shop with { Primary = Databases.SecondReplicaEndpoint });
        client.Write("UPDATE t SET a = 1", Wire.InTransaction);
        Rig.Advance(TimeSpan.FromSeconds(59));
        Assert.IsTrue(client.IsOpen);
        Rig.Advance(TimeSpan.FromSeconds(2));
        client.AssertClosed();
    }

    [TestMethod]
    public void Many_clients_on_two_loops_with_few_connections_all_finish()
    {
        UseUnpooledBuffers();
        Limit(4);
        Rig.Primary.Answer = static command => command.StartsWith("QUERY UPDATE", StringComparison.Ordinal) ? Wire.Ok() : null;
        Rig.Replica.Answer = static command => command.StartsWith("QUERY SELECT", StringComparison.Ordinal) ? Wire.Value("1") : null;
        TestLoop[] loops = [Rig.Loop, Rig.NewLoop()];
        List<TestClient> waiting = [];
        for (int i = 0; i < 100; i++)
            waiting.Add(Rig.LoggedIn(loop: loops[i % 2]));
        foreach (TestClient client in waiting)
            client.Send([.. Wire.Query("UPDATE t SET a = 1"), .. Wire.Query("SELECT 1")]);
        byte[] expected = [.. Wire.Ok(), .. Wire.Value("1")];
        while (waiting.Count > 0)
        {
            TestClient? done = waiting.Find(client => client.Channel.SentCount >= 4);
            Assert.IsNotNull(done, $"{waiting.Count} clients wait for ever");
            CollectionAssert.AreEqual(expected, done.Take());
            waiting.Remove(done);
            done.HangUp();
        }

        Assert.IsLessThanOrEqualTo(4, Rig.Primary.OpenConnections);
    }

    private void Limit(int max) => Rig.Apply(Databases.Shop with { Pool = new PoolDefinition { Max = max } });

    private (int Open, int Idle, int Waiting) State() =>
        (Rig.PrimaryPool.OpenCount, Rig.PrimaryPool.IdleCount, Rig.PrimaryPool.WaitingCount);

    private void OnLoop(DotNetty.Transport.Channels.IEventLoop loop, Action action)
    {
        loop.Execute(action);
        Rig.Run();
    }

    private sealed class RecordingRequest(ProxyRig rig, TestLoop? loop = null) : BackendRequest(
        loop ?? rig.Loop,
        new BackendTarget(Databases.Shop, Databases.PrimaryEndpoint, BackendRole.Primary, default),
        mayWait: true)
    {
        public BackendConnection? Connection { get; private set; }

        protected override void Granted(BackendConnection connection) => Connection = connection;

        protected override void Refused(BackendFailure failure) => Assert.Fail("refused");
    }
}
