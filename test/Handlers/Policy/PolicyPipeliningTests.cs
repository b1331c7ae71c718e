using SceNettyProxy.Handlers.Tests.Rig;

namespace SceNettyProxy.Handlers.Tests.Policy;

/// <summary>Commands that come in one write, under a policy.</summary>
[TestClass]
public sealed class PolicyPipeliningTests : ProxyTest
{
    [TestMethod]
    public void Each_of_two_commands_in_one_write_gets_its_own_verdict_and_answer()
    {
        const string set = "SET autocommit=1, sql_mode = concat(@@sql_mode,',STRICT_TRANS_TABLES')";
        const string select = "SELECT @@max_allowed_packet,@@system_time_zone";
        Rig.Apply(Databases.Shop with { SqlPolicy = "standard" });
        TestClient client = Rig.LoggedIn();
        client.Send([.. Wire.Query(set), .. Wire.Query(select)]);
        Assert.IsTrue(client.TakePacket().IsOk);
        ServerConnection primary = Rig.Primary.Latest;
        Assert.IsTrue(primary.Awaits($"QUERY {select}"), string.Join('|', primary.History));
        primary.Send(Wire.Rows([["1", "2"]]));
        Assert.IsNotEmpty(client.Take());
        client.AssertAlive();
    }

    [TestMethod]
    public void A_refusal_lets_the_command_behind_it_run()
    {
        Rig.Apply(Databases.Shop with { SqlPolicy = "standard" });
        TestClient client = Rig.LoggedIn();
        client.Send([.. Wire.Query("TRUNCATE t"), .. Wire.Query("SELECT 1"), .. Wire.Query("DO 1")]);
        client.AssertError(2906);
        Rig.Replica.Latest.Send(Wire.Value("1"));
        Assert.AreEqual(2906, client.TakePackets()[^1].ErrorCode);
        client.AssertAlive();
    }
}
