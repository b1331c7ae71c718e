using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Handlers.Tests.Routing;

/// <summary>Which connection a command gets when things go wrong on the way.</summary>
[TestClass]
public sealed class BackendSelectorTests : ProxyTest
{
    [TestMethod]
    public void A_replica_that_refuses_is_left_out_for_a_while_and_then_used_again()
    {
        Rig.Replica.IsDown = true;
        TestClient client = Rig.LoggedIn();
        client.ReadOnPrimary();
        Rig.Replica.IsDown = false;
        client.ReadOnPrimary();
        Rig.Advance(TimeSpan.FromSeconds(4.9));
        client.ReadOnPrimary();
        Assert.IsEmpty(Rig.Replica.Connections);
        Rig.Advance(TimeSpan.FromSeconds(0.2));
        client.Read();
    }

    [TestMethod]
    public void With_one_of_two_replicas_down_reads_go_to_the_other()
    {
        Rig.Apply(Databases.Shop with
        {
            Replicas = [new ReplicaDefinition(Databases.ReplicaEndpoint, 1000), new ReplicaDefinition(Databases.SecondReplicaEndpoint, 1)],
        });
        Rig.Replica.IsDown = true;
        for (int i = 0; i < 5; i++)
            Rig.LoggedIn().Run(Rig.SecondReplica, "SELECT 1", Wire.Value("1"));
        Assert.IsEmpty(Rig.Primary.Connections);
    }

    [TestMethod]
    public void A_replica_that_does_not_answer_is_given_up_after_the_timeout_for_the_primary()
    {
        Rig.Replica.IsUnreachable = true;
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        Rig.Advance(TimeSpan.FromSeconds(5.1));
        Assert.AreEqual("QUERY SELECT 1", Rig.Primary.Latest.History.Single());
        Rig.Primary.Latest.Send(Wire.Value("1"));
        CollectionAssert.AreEqual(Wire.Value("1"), client.Take());
    }

    [TestMethod]
    public void With_a_pause_of_zero_a_replica_that_refuses_is_tried_once_for_a_command_and_again_for_the_next()
    {
        Rig.Pool.Set(Rig.Pool.Value with { ReplicaRetry = TimeSpan.Zero });
        Rig.Replica.IsDown = true;
        TestClient client = Rig.LoggedIn();
        client.ReadOnPrimary();
        Rig.Replica.IsDown = false;
        client.Read();
    }

    [TestMethod]
    public void With_every_server_down_the_client_hears_of_the_primary()
    {
        Rig.Replica.IsDown = true;
        Rig.Primary.IsDown = true;
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        Assert.Contains("10.0.0.1:3306", client.AssertError(2914, sequence: 1).ErrorMessage);
        client.AssertAlive();
    }

    [TestMethod]
    public void A_session_that_holds_a_primary_does_not_wait_for_a_replica()
    {
        LimitOf(1);
        Rig.LoggedIn().Read();
        TestClient client = Rig.LoggedIn();
        // Its write leaves the replica's queue untouched: only the primary is asked for, and free.
        client.Write();
        client.ReadOnPrimary();
        Assert.AreEqual(0, Rig.ReplicaPool.WaitingCount);
    }

    [TestMethod]
    public void A_session_that_holds_a_replica_lets_it_go_before_it_waits_for_the_primary()
    {
        LimitOf(1);
        TestClient holder = Rig.LoggedIn();
        holder.Write();
        TestClient client = Rig.LoggedIn();
        client.Read();
        Assert.IsNotNull(client.Session.Replica);
        client.Query("UPDATE t SET a = 2");
        Assert.IsNull(client.Session.Replica, "two sessions that hold one and wait for the other would wait for ever");
        Assert.AreEqual(1, Rig.PrimaryPool.WaitingCount);
        Assert.AreEqual(1, Rig.ReplicaPool.IdleCount);
        holder.HangUp();
        Assert.AreEqual("QUERY UPDATE t SET a = 2", Rig.Primary.Latest.History[^1]);
    }

    [TestMethod]
    public void A_full_replica_makes_a_session_without_a_backend_wait_for_it()
    {
        LimitOf(1);
        TestClient holder = Rig.LoggedIn();
        holder.Read();
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 2");
        Assert.AreEqual(1, Rig.ReplicaPool.WaitingCount);
        holder.HangUp();
        Assert.AreEqual("QUERY SELECT 2", Rig.Replica.Latest.History[^1]);
    }

    [TestMethod]
    public void A_session_keeps_its_servers_from_statement_to_statement()
    {
        TestClient client = Rig.LoggedIn();
        for (int i = 0; i < 3; i++)
        {
            client.Write();
            client.Read();
        }

        Assert.HasCount(1, Rig.Primary.Connections);
        Assert.HasCount(1, Rig.Replica.Connections);
    }

    [TestMethod]
    public void What_asks_about_the_statement_before_goes_where_that_ran()
    {
        TestClient client = Rig.LoggedIn();
        client.Write();
        client.Read();
        client.Read("SHOW WARNINGS");
        client.Write();
        client.ReadOnPrimary("SHOW WARNINGS");
    }

    [TestMethod]
    public void A_text_that_depends_on_unknown_modes_goes_to_the_primary_and_later_ones_are_read_by_its_modes()
    {
        const string Sql = @"SELECT 'a\'; b'";
        TestClient client = Rig.LoggedIn();
        client.ReadOnPrimary(Sql);
        Assert.IsTrue(client.Session.State.Reading.ModesKnown);
        Assert.AreEqual(PinReasons.None, client.Session.Pins, "read again once the modes were known");
        client.Read(Sql);
    }

    [TestMethod]
    public void A_client_that_leaves_while_it_waits_leaves_the_queue()
    {
        LimitOf(1);
        TestClient holder = Rig.LoggedIn();
        holder.Write();
        TestClient client = Rig.LoggedIn();
        client.Query("UPDATE t SET a = 2");
        client.HangUp();
        Assert.AreEqual(0, Rig.PrimaryPool.WaitingCount);
        client.AssertClosed();
    }

    [TestMethod]
    public void A_disabled_database_ends_a_session_that_waits_with_2912()
    {
        LimitOf(1);
        Rig.LoggedIn().Write();
        TestClient client = Rig.LoggedIn();
        client.Query("UPDATE t SET a = 2");
        Rig.Apply(Databases.Shop with { Disabled = true });
        client.AssertError(2912, sequence: 1);
        client.AssertClosed();
    }

    private void LimitOf(int max) => Rig.Apply(Databases.Shop with { Pool = new PoolDefinition { Max = max } });
}
