using SceNettyProxy.Handlers.Cancellation;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Handlers.Tests.Cancellation;

/// <summary>The kill of a command that runs, with everything that can come between.</summary>
[TestClass]
public sealed class StatementKillTests : ProxyTest
{
    private static readonly byte[] Interrupted = Wire.Error(1, 1317, "70100", "Query execution was interrupted");
    private static readonly TimeSpan BehindTheDeadline = TimeSpan.FromSeconds(5.1);

    private ServerConnection Target => Rig.Replica.Connections[0];

    [TestMethod]
    public void A_running_command_is_killed_by_the_servers_id_over_another_connection()
    {
        Rig.Replica.Greeting = Wire.Greeting(id: 42);
        Rig.Replica.KillAnswer = null;
        (TestClient target, TestClient killer) = Running();
        Kill(killer, target);
        CollectionAssert.AreEqual((string[])["QUERY KILL QUERY 42"], Rig.Replica.Kills);
        Assert.AreNotSame(Target, Rig.Replica.Latest);
        Assert.AreEqual(1, Rig.ReplicaPool.OpenCount, "outside the limits of the pool");
        Assert.IsEmpty(killer.Take(), "the server has not answered yet");

        ServerConnection side = Rig.Replica.Latest;
        side.Send(Wire.Ok());
        Assert.IsTrue(killer.TakePacket().IsOk);
        Assert.AreEqual("QUIT", side.History[^1]);
        Target.Send(Interrupted);
        CollectionAssert.AreEqual(Interrupted, target.Take());
        Assert.AreEqual("PING", Target.History[^1], "a kill that comes late is to hit a ping");
        target.Read();
    }

    [TestMethod]
    [DataRow("KILL HARD QUERY", "5.5.5-10.11.14-MariaDB", "KILL HARD QUERY 7")]
    [DataRow("KILL SOFT QUERY", "5.5.5-10.11.14-MariaDB", "KILL SOFT QUERY 7")]
    [DataRow("KILL SOFT QUERY", "8.0.36", "KILL QUERY 7")]
    [DataRow("KILL HARD", "5.5.5-10.11.14-MariaDB", "KILL HARD QUERY 7")]
    public void Hard_and_soft_are_passed_on_to_a_server_that_knows_them(string kill, string version, string sent)
    {
        Rig.Replica.Greeting = Wire.Greeting(version);
        (TestClient target, TestClient killer) = Running();
        Kill(killer, target, kill);
        CollectionAssert.AreEqual((string[])[$"QUERY {sent}"], Rig.Replica.Kills);
    }

    [TestMethod]
    public void A_command_that_ends_under_the_kill_is_answered_at_once_and_the_next_one_waits()
    {
        Rig.Replica.KillAnswer = null;
        Rig.Replica.AnswersHousekeeping = false;
        (TestClient target, TestClient killer) = Running();
        Kill(killer, target);
        ServerConnection side = Rig.Replica.Latest;
        Target.Send(Wire.Value("1"));
        CollectionAssert.AreEqual(Wire.Value("1"), target.Take());
        target.Query("SELECT 2");
        Assert.AreEqual("QUERY SELECT 1", Target.History[^1], "the kill would hit the next command");

        side.Send(Wire.Ok());
        Assert.IsTrue(killer.TakePacket().IsOk);
        Assert.AreEqual("PING", Target.History[^1], "the kill may still be noticed");
        Target.Send(Interrupted);
        Assert.AreEqual("QUERY SELECT 2", Target.History[^1]);
        Target.Send(Wire.Value("2"));
        CollectionAssert.AreEqual(Wire.Value("2"), target.Take());
    }

    [TestMethod]
    public void A_command_that_ends_before_the_kill_is_sent_is_not_killed()
    {
        (TestClient target, TestClient killer) = Running();
        Rig.Replica.LoginAnswer = null;
        Kill(killer, target);
        Assert.IsEmpty(killer.Take());
        Target.Send(Wire.Value("1"));
        target.Take();
        Assert.IsTrue(killer.TakePacket().IsOk);
        target.Read();
        Assert.IsEmpty(Rig.Replica.Kills);
    }

    [TestMethod]
    public void A_kill_that_cannot_connect_is_the_killers_error_and_touches_nothing()
    {
        (TestClient target, TestClient killer) = Running();
        Rig.Replica.IsDown = true;
        Kill(killer, target);
        killer.AssertError(2914, sequence: 1);
        Target.Send(Wire.Value("1"));
        CollectionAssert.AreEqual(Wire.Value("1"), target.Take());
        target.Read();
    }

    [TestMethod]
    public void A_kill_that_does_not_connect_in_time_is_given_up()
    {
        (TestClient target, TestClient killer) = Running();
        Rig.Replica.LoginAnswer = null;
        Kill(killer, target);
        Rig.Advance(BehindTheDeadline);
        killer.AssertError(2915, sequence: 1);
        Target.Send(Wire.Value("1"));
        CollectionAssert.AreEqual(Wire.Value("1"), target.Take());
        target.Read();
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void A_kill_that_was_sent_and_not_answered_costs_the_targets_connection(bool isLost)
    {
        Rig.Replica.KillAnswer = null;
        (TestClient target, TestClient killer) = Running();
        Kill(killer, target);
        if (isLost)
            Rig.Replica.Latest.HangUp();
        else
            Rig.Advance(BehindTheDeadline);
        killer.AssertError(2909, sequence: 1);
        target.AssertError(1317, sequence: 1);
        Assert.IsFalse(Target.Channel.Active, "the kill may still come");
        target.AssertAlive();
        target.Run(Rig.Replica, "SELECT 2", Wire.Value("2"));
    }

    [TestMethod]
    public void What_the_server_says_to_the_kill_is_told_to_the_killer()
    {
        Rig.Replica.KillAnswer = Wire.Error(1, 1095, "HY000", "You are not owner of thread 7");
        (TestClient target, TestClient killer) = Running();
        Kill(killer, target);
        killer.AssertError(1095, sequence: 1);
        Target.Send(Wire.Value("1"));
        CollectionAssert.AreEqual(Wire.Value("1"), target.Take());
        target.Read();
    }

    [TestMethod]
    public void A_connection_that_the_server_no_longer_knows_needs_no_kill()
    {
        Rig.Replica.KillAnswer = Wire.Error(1, 1094, "HY000", "Unknown thread id: 7");
        (TestClient target, TestClient killer) = Running();
        Kill(killer, target);
        Assert.IsTrue(killer.TakePacket().IsOk);
    }

    [TestMethod]
    public void Two_kills_at_once_are_one()
    {
        Rig.Replica.KillAnswer = null;
        (TestClient target, TestClient killer) = Running();
        TestClient second = Rig.LoggedIn(loop: Rig.NewLoop());
        Kill(killer, target);
        Kill(second, target);
        Assert.HasCount(1, Rig.Replica.Kills);
        Rig.Replica.Latest.Send(Wire.Ok());
        Assert.IsTrue(killer.TakePacket().IsOk);
        Assert.IsTrue(second.TakePacket().IsOk);
    }

    [TestMethod]
    public void A_command_that_survives_a_kill_can_be_killed_again()
    {
        (TestClient target, TestClient killer) = Running();
        Kill(killer, target, "KILL SOFT QUERY");
        Assert.IsTrue(killer.TakePacket().IsOk);
        Kill(killer, target, "KILL HARD QUERY");
        Assert.IsTrue(killer.TakePacket().IsOk);
        CollectionAssert.AreEqual((string[])["QUERY KILL SOFT QUERY 7", "QUERY KILL HARD QUERY 7"], Rig.Replica.Kills);
        Target.Send(Interrupted);
        CollectionAssert.AreEqual(Interrupted, target.Take());
        target.Read();
    }

    [TestMethod]
    public void A_killer_that_leaves_leaves_the_kill_behind()
    {
        Rig.Replica.KillAnswer = null;
        (TestClient target, TestClient killer) = Running();
        Kill(killer, target);
        killer.HangUp();
        killer.AssertClosed();
        Rig.Replica.Latest.Send(Wire.Ok());
        Target.Send(Interrupted);
        CollectionAssert.AreEqual(Interrupted, target.Take());
        target.Read();
    }

    [TestMethod]
    public void A_target_whose_client_leaves_under_the_kill_is_closed_behind_it()
    {
        Rig.Replica.KillAnswer = null;
        (TestClient target, TestClient killer) = Running();
        Kill(killer, target);
        target.HangUp();
        target.AssertClosed();
        Assert.IsTrue(Target.Channel.Active);
        Rig.Replica.Latest.Send(Wire.Ok());
        Assert.IsTrue(killer.TakePacket().IsOk);
        Assert.IsFalse(Target.Channel.Active);
        Assert.AreEqual(0, Rig.ReplicaPool.OpenCount);
    }

    [TestMethod]
    public void A_target_whose_server_hangs_up_needs_no_kill()
    {
        Rig.Replica.LoginAnswer = null;
        TestClient killer = Rig.LoggedIn();
        Rig.Replica.LoginAnswer = Wire.Ok(2);
        TestClient target = Rig.LoggedIn();
        target.Query("SELECT 1");
        Rig.Replica.LoginAnswer = null;
        Kill(killer, target);
        Target.HangUp();
        Assert.IsTrue(killer.TakePacket().IsOk);
        target.AssertError(1317, sequence: 1);
        Assert.IsEmpty(Rig.Primary.Connections, "a killed read does not run again elsewhere");
    }

    [TestMethod]
    public void Kills_queue_for_a_bounded_number_of_connections()
    {
        const int More = 3;
        Rig.Replica.KillAnswer = null;
        TestClient[] targets = new TestClient[KillConnections.MaxOpen + More];
        for (int i = 0; i < targets.Length; i++)
        {
            targets[i] = Rig.LoggedIn();
            targets[i].Query("SELECT 1");
        }

        TestClient[] killers = [.. targets.Select(_ => Rig.LoggedIn())];
        for (int i = 0; i < targets.Length; i++)
            Kill(killers[i], targets[i]);
        Assert.AreEqual(KillConnections.MaxOpen, Rig.Services.Kills.OpenCount);
        Assert.AreEqual(More, Rig.Services.Kills.WaitingCount);
        foreach (ServerConnection side in Rig.Replica.Connections.Skip(targets.Length).ToArray())
            side.Send(Wire.Ok());
        foreach (ServerConnection side in Rig.Replica.Connections.Skip(targets.Length + KillConnections.MaxOpen).ToArray())
            side.Send(Wire.Ok());
        foreach (TestClient killer in killers)
            Assert.IsTrue(killer.TakePacket().IsOk);
    }

    [TestMethod]
    public void A_kill_in_front_of_which_a_replay_runs_waits_for_the_command()
    {
        TestClient target = Rig.LoggedIn();
        target.Read();
        target.Set("SET group_concat_max_len = 1234");
        Rig.Replica.AgreesToSetup = false;
        target.Query("SELECT 1");
        TestClient killer = Rig.LoggedIn();
        Kill(killer, target);
        Assert.IsEmpty(Rig.Replica.Kills, "the replay would be hit");
        Target.Send(Wire.Ok());
        CollectionAssert.AreEqual((string[])["QUERY KILL QUERY 7"], Rig.Replica.Kills);
        Assert.IsTrue(killer.TakePacket().IsOk);
        Target.Send(Interrupted);
        CollectionAssert.AreEqual(Interrupted, target.Take());
    }

    [TestMethod]
    public void A_command_that_waits_for_its_replay_is_interrupted_and_never_sent()
    {
        TestClient target = Rig.LoggedIn();
        target.HangUp();
        Rig.Primary.AgreesToSetup = false;
        target = Rig.LoggedIn(Wire.PlainClient | Wire.MultiStatements);
        target.Query("UPDATE t SET a = 1");
        Assert.AreEqual("SET_OPTION 0", Rig.Primary.History.Last());
        TestClient killer = Rig.LoggedIn();
        Kill(killer, target);
        Assert.IsTrue(killer.TakePacket().IsOk);
        Assert.IsEmpty(target.Take(), "the answer to the replay is still to come");
        Rig.Primary.Latest.Send(Wire.Eof(1));
        target.AssertError(1317, sequence: 1);
        Assert.DoesNotContain("QUERY UPDATE t SET a = 1", Rig.Primary.History);
        target.Write();
        Assert.IsEmpty(Rig.Primary.Kills);
    }

    [TestMethod]
    public void A_session_that_waits_for_a_connection_is_interrupted()
    {
        LimitOf(1);
        Rig.LoggedIn().Write();
        TestClient target = Rig.LoggedIn();
        target.Query("UPDATE t SET a = 2");
        TestClient killer = Rig.LoggedIn();
        Kill(killer, target);
        Assert.IsTrue(killer.TakePacket().IsOk);
        target.AssertError(1317, sequence: 1);
        Assert.AreEqual(0, Rig.PrimaryPool.WaitingCount);
        target.AssertAlive();
    }

    [TestMethod]
    public void A_session_that_waits_for_a_connection_can_be_ended()
    {
        LimitOf(1);
        Rig.LoggedIn().Write();
        TestClient target = Rig.LoggedIn();
        target.Query("UPDATE t SET a = 2");
        TestClient killer = Rig.LoggedIn();
        Kill(killer, target, "KILL");
        Assert.IsTrue(killer.TakePacket().IsOk);
        target.AssertError(1927, sequence: 1);
        target.AssertClosed();
        Assert.AreEqual(0, Rig.PrimaryPool.WaitingCount);
    }

    [TestMethod]
    public void A_kill_of_the_connection_ends_the_command_and_the_session()
    {
        Rig.Replica.KillAnswer = null;
        (TestClient target, TestClient killer) = Running();
        Kill(killer, target, "KILL");
        target.AssertError(1927, sequence: 1);
        target.AssertClosed();
        Assert.IsEmpty(killer.Take());
        Rig.Replica.Latest.Send(Wire.Ok());
        Assert.IsTrue(killer.TakePacket().IsOk);
        Assert.IsFalse(Target.Channel.Active);
        Assert.AreEqual(0, Rig.ReplicaPool.OpenCount);
    }

    [TestMethod]
    public void A_kill_of_the_connection_does_not_wait_for_a_client_that_does_not_read()
    {
        TestClient target = Rig.LoggedIn();
        target.Query("SELECT 1");
        byte[] rows = Wire.Rows([.. Enumerable.Repeat((string?[])[new string('r', 250)], 2000)]);
        target.Channel.StallPeer();
        for (int position = 0; position < 320_000; position += 32_000)
            Target.Send(rows.AsSpan(position, 32_000));
        TestClient killer = Rig.LoggedIn();
        Kill(killer, target, "KILL");
        Assert.IsTrue(killer.TakePacket().IsOk);
        target.AssertClosed();
        Assert.IsFalse(Target.Channel.Active);
    }

    [TestMethod]
    public void A_transaction_survives_the_kill_of_its_statement()
    {
        TestClient target = Rig.LoggedIn();
        target.Write("BEGIN", Wire.InTransaction);
        Rig.Primary.Answer = command => command == "PING" ? Wire.Ok(status: Wire.InTransaction) : null;
        target.Query("UPDATE t SET a = 1");
        TestClient killer = Rig.LoggedIn();
        Kill(killer, target);
        Assert.IsTrue(killer.TakePacket().IsOk);
        Rig.Primary.Connections[0].Send(Interrupted);
        target.AssertError(1317);
        Assert.AreSame(Rig.Primary.Connections[0], target.ReadOnPrimary(status: Wire.InTransaction));
    }

    [TestMethod]
    public void A_command_that_is_not_whole_yet_is_not_begun_and_so_not_killed()
    {
        TestClient target = Rig.LoggedIn();
        byte[] command = Wire.PaddedQuery("INSERT INTO t VALUES ('", 300_000, end: "')");
        target.Send(command[..150_000]);
        TestClient killer = Rig.LoggedIn();
        Kill(killer, target);
        Assert.IsTrue(killer.TakePacket().IsOk);
        Assert.IsEmpty(Rig.Primary.Kills);
        target.Send(command[150_000..]);
        Rig.Primary.Connections[0].Send(Wire.Ok());
        CollectionAssert.AreEqual(Wire.Ok(), target.Take());
    }

    private (TestClient Target, TestClient Killer) Running()
    {
        TestClient target = Rig.LoggedIn();
        target.Query("SELECT 1");
        Assert.IsTrue(Target.Awaits("QUERY SELECT 1"));
        return (target, Rig.LoggedIn(loop: Rig.NewLoop()));
    }

    private static void Kill(TestClient killer, TestClient target, string kill = "KILL QUERY") =>
        killer.Query($"{kill} {target.Greeting.ConnectionId}");

    private void LimitOf(int max) => Rig.Apply(Databases.Shop with { Pool = new PoolDefinition { Max = max } });
}
