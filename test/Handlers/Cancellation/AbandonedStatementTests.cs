using SceNettyProxy.Handlers.Tests.Rig;

namespace SceNettyProxy.Handlers.Tests.Cancellation;

/// <summary>Commands that nobody waits for any more.</summary>
[TestClass]
public sealed class AbandonedStatementTests : ProxyTest
{
    private ServerConnection Target => Rig.Primary.Connections[0];

    [TestMethod]
    public void The_command_of_a_client_that_left_is_killed_and_its_connection_closed()
    {
        Rig.Primary.KillAnswer = null;
        TestClient client = Running();
        client.HangUp();
        client.AssertClosed();
        CollectionAssert.AreEqual((string[])["QUERY KILL QUERY 7"], Rig.Primary.Kills);
        Assert.AreEqual(1, Rig.PrimaryPool.OpenCount, "it takes its place until it is closed");
        Rig.Primary.Latest.Send(Wire.Ok());
        Assert.IsFalse(Target.Channel.Active);
        Assert.AreEqual(0, Rig.PrimaryPool.OpenCount);
    }

    [TestMethod]
    public void A_command_that_ends_by_itself_meanwhile_is_not_killed()
    {
        TestClient client = Running();
        Rig.Primary.LoginAnswer = null;
        client.HangUp();
        Assert.IsTrue(Target.Channel.Active);
        Target.Send(Wire.Ok());
        Assert.IsFalse(Target.Channel.Active);
        Assert.IsEmpty(Rig.Primary.Kills);
    }

    [TestMethod]
    public void Where_the_kill_fails_the_connection_is_closed_all_the_same()
    {
        TestClient client = Running();
        Rig.Primary.IsDown = true;
        client.HangUp();
        Assert.IsFalse(Target.Channel.Active);
        Assert.AreEqual(0, Rig.PrimaryPool.OpenCount);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void At_the_kills_deadline_the_connection_is_closed_all_the_same(bool isSent)
    {
        TestClient client = Running();
        Rig.Primary.KillAnswer = null;
        if (!isSent)
            Rig.Primary.LoginAnswer = null;
        client.HangUp();
        Rig.Advance(TimeSpan.FromSeconds(4.9));
        Assert.IsTrue(Target.Channel.Active);
        Rig.Advance(TimeSpan.FromSeconds(0.2));
        Assert.IsFalse(Target.Channel.Active);
        Assert.AreEqual(0, Rig.PrimaryPool.OpenCount);
    }

    [TestMethod]
    public void An_idle_connection_goes_back_to_the_pool_without_a_kill()
    {
        TestClient client = Rig.LoggedIn();
        client.Write();
        client.HangUp();
        Assert.IsEmpty(Rig.Primary.Kills);
        Assert.AreEqual(1, Rig.PrimaryPool.IdleCount);
    }

    [TestMethod]
    public void A_command_of_which_a_part_was_never_sent_needs_no_kill()
    {
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.PaddedQuery("INSERT INTO t VALUES ('", 300_000, end: "')")[..150_000]);
        client.HangUp();
        Assert.IsFalse(Target.Channel.Active);
        Assert.IsEmpty(Rig.Primary.Kills);
    }

    [TestMethod]
    public void A_database_that_is_disabled_under_a_command_has_it_killed()
    {
        TestClient client = Running();
        Rig.Apply(Databases.Shop with { Disabled = true });
        client.AssertError(2912, sequence: 1);
        client.AssertClosed();
        Assert.HasCount(1, Rig.Primary.Kills);
        Assert.IsFalse(Target.Channel.Active);
    }

    private TestClient Running()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("UPDATE t SET a = 1");
        Assert.IsTrue(Target.Awaits("QUERY UPDATE t SET a = 1"));
        return client;
    }
}
