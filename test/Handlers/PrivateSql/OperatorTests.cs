using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.PrivateSql;

[TestClass]
public sealed class OperatorTests : PrivateSqlTest
{
    [TestMethod]
    [DataRow("sce")]
    [DataRow("")]
    public void An_operator_sees_all_databases(string database)
    {
        Rig.Apply(Databases.Shop, Databases.Shop with { Name = "blog" });
        Rig.LoggedIn();
        TestClient boss = Operator(database);
        Assert.AreEqual("blog|0; shop|1", Ask(boss, "SCE POOL STATUS").ToString());
        Assert.AreEqual("1|2", Ask(boss, "SCE CLIENT STATUS").ToString());
        Assert.AreEqual("yes", Ask(boss, "SCE WHOAMI").Rows.Single()[^1]);
    }

    [TestMethod]
    public void An_operator_needs_the_password()
    {
        SetOperator();
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        client.Send(Wire.Packet(1, RawLogin.Build(OperatorUser, "wrong", "sce", client.Greeting.Scramble, Wire.PlainClient)));
        client.AssertError(2904, sequence: 2);
        Assert.IsFalse(client.IsOpen);
    }

    [TestMethod]
    public void An_operator_comes_from_addresses_of_its_own()
    {
        SetOperator("10.9.0.0/16");
        TestClient client = Rig.Connect("10.8.0.1");
        client.ReadGreeting();
        client.Send(Wire.Packet(
            1, RawLogin.Build(OperatorUser, OperatorPassword, "sce", client.Greeting.Scramble, Wire.PlainClient)));
        client.AssertError(2911, sequence: 2);
        Rig.Connect("10.9.0.1").LogIn(OperatorUser, OperatorPassword, "sce");
    }

    [TestMethod]
    public void Without_an_account_nobody_is_an_operator()
    {
        Rig.Admin.Set(new AdminOptions());
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        client.Send(Wire.Packet(1, RawLogin.Build("", "", "sce", client.Greeting.Scramble, Wire.PlainClient)));
        client.AssertError(2902, sequence: 2);
    }

    [TestMethod]
    public void Databases_are_out_of_reach_of_the_operators_password()
    {
        SetOperator();
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        client.Send(Wire.Packet(
            1, RawLogin.Build(OperatorUser, OperatorPassword, "shop", client.Greeting.Scramble, Wire.PlainClient)));
        client.AssertError(2904, sequence: 2);
    }

    [TestMethod]
    [DataRow("SELECT * FROM t")]
    [DataRow("USE sce")]
    [DataRow("SELECT 1; SELECT 2")]
    [DataRow("")]
    public void An_operator_runs_nothing_on_servers(string sql)
    {
        TestClient boss = Operator();
        boss.Query(sql);
        boss.AssertError(1235, sequence: 1);
        Assert.AreEqual(1, Rig.Services.Sessions.Count);
        Assert.IsEmpty(Rig.Primary.Connections);
    }

    [TestMethod]
    [DataRow((byte)0x02, "sce")]
    [DataRow((byte)0x04, "t\0")]
    [DataRow((byte)0x09, "")]
    [DataRow((byte)0x16, "SELECT 1")]
    public void Commands_that_need_a_server_are_refused_to_an_operator(byte code, string argument)
    {
        TestClient boss = Operator();
        boss.Send(Wire.Command(code, argument));
        boss.AssertError(1235, sequence: 1);
    }

    [TestMethod]
    public void What_clients_set_at_the_start_is_accepted()
    {
        TestClient boss = Operator();
        boss.Query("SET NAMES utf8mb4");
        CollectionAssert.AreEqual(Wire.Ok(), boss.Take());
        Assert.HasCount(1, Ask(boss, "SCE WHOAMI").Rows);
    }

    [TestMethod]
    public void An_operator_may_kill_any_session_and_a_tenant_may_not()
    {
        Rig.Apply(Databases.Shop, Databases.Shop with { Name = "blog" });
        TestClient victim = Rig.LoggedIn();
        TestClient stranger = Rig.Connect().LogIn(database: "blog");
        stranger.Query($"KILL {victim.Session.ConnectionId}");
        stranger.AssertError(1095, sequence: 1);
        Assert.IsTrue(victim.IsOpen);
        TestClient boss = Operator();
        boss.Query($"KILL {victim.Session.ConnectionId}");
        CollectionAssert.AreEqual(Wire.Ok(), boss.Take());
        Assert.IsFalse(victim.IsOpen);
    }

    [TestMethod]
    public void A_changed_account_counts_for_the_next_login()
    {
        TestClient boss = Operator();
        Rig.Admin.Set(new AdminOptions { User = OperatorUser, Password = "other", AuthedIps = Databases.Anybody });
        Assert.HasCount(1, Ask(boss, "SCE WHOAMI").Rows);
        Rig.Connect().LogIn(OperatorUser, "other", "sce");
    }

    [TestMethod]
    public void A_tenant_that_becomes_another_user_by_change_user_is_no_operator_without_the_password()
    {
        SetOperator();
        TestClient client = Rig.LoggedIn();
        client.Send(PluginLogin.ChangeUser(OperatorUser, "sce"));
        RawPacket request = client.TakePacket();
        Assert.AreEqual(0xFE, request.Payload[0], "an auth switch");
        client.Send(Wire.Packet(request.Sequence + 1, new byte[20]));
        client.AssertError(2904);
        Assert.IsFalse(client.Session.IsOperator);
    }
}
