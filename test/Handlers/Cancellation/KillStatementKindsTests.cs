using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Cancellation;

/// <summary>What a KILL may name, and whom.</summary>
[TestClass]
public sealed class KillStatementKindsTests : ProxyTest
{
    private const string Other = "other";

    [TestMethod]
    public void An_idle_session_does_not_notice_a_kill_of_its_query()
    {
        TestClient target = Rig.LoggedIn();
        target.Read();
        Kill("KILL QUERY", target);
        Assert.IsEmpty(target.Take());
        target.Read();
        Assert.IsEmpty(Rig.Replica.Kills);
    }

    [TestMethod]
    [DataRow("KILL")]
    [DataRow("kill connection")]
    [DataRow("/* now */ KILL HARD")]
    public void An_idle_session_that_is_killed_is_closed_without_a_word(string kill)
    {
        TestClient target = Rig.LoggedIn();
        target.Read();
        Kill(kill, target);
        Assert.IsEmpty(target.Take());
        target.AssertClosed();
    }

    [TestMethod]
    public void The_command_for_it_kills_the_session()
    {
        TestClient target = Rig.LoggedIn();
        TestClient killer = Rig.LoggedIn();
        uint id = target.Greeting.ConnectionId;
        killer.Send(Wire.Packet(0, 0x0C, (byte)id, (byte)(id >> 8), (byte)(id >> 16), (byte)(id >> 24)));
        Assert.IsTrue(killer.TakePacket().IsOk);
        target.AssertClosed();
        killer.Send(Wire.Packet(0, 0x0C, (byte)id, (byte)(id >> 8), (byte)(id >> 16), (byte)(id >> 24)));
        killer.AssertError(1094, sequence: 1);
        killer.Send(Wire.Packet(0, 0x0C, 1, 2, 3));
        killer.AssertError(1835, sequence: 1);
        killer.AssertAlive();
    }

    [TestMethod]
    public void The_own_query_is_interrupted_and_the_own_session_ended()
    {
        TestClient client = Rig.LoggedIn();
        client.Query($"KILL QUERY {client.Greeting.ConnectionId}");
        client.AssertError(1317, sequence: 1);
        client.Query("KILL QUERY CONNECTION_ID()");
        client.AssertError(1317, sequence: 1);
        client.AssertAlive();
        client.Query($"KILL {client.Greeting.ConnectionId}");
        client.AssertError(1927, sequence: 1);
        client.AssertClosed();
    }

    [TestMethod]
    [DataRow("0")]
    [DataRow("4194303")]
    [DataRow("4194305")]
    [DataRow("4294967297")]
    [DataRow("99999999999999999999")]
    public void An_id_that_no_session_has_is_unknown(string id)
    {
        TestClient killer = Rig.LoggedIn();
        killer.Query($"KILL QUERY {id}");
        RawPacket error = killer.AssertError(1094, sequence: 1);
        Assert.AreEqual("HY000", error.SqlState);
        Assert.StartsWith("Unknown thread id: ", error.ErrorMessage);
        killer.AssertAlive();
    }

    [TestMethod]
    public void A_session_that_has_not_logged_in_is_unknown()
    {
        TestClient login = Rig.Connect();
        login.ReadGreeting();
        TestClient killer = Rig.LoggedIn();
        killer.Query($"KILL {login.Greeting.ConnectionId}");
        killer.AssertError(1094);
        login.Send(Wire.Packet(1, RawLogin.Build(
            Databases.User, Databases.Password, Databases.Name, login.Greeting.Scramble, Wire.PlainClient)));
        Assert.IsTrue(login.TakePacket().IsOk);
    }

    [TestMethod]
    [DataRow("KILL QUERY")]
    [DataRow("KILL")]
    public void Nobody_kills_what_another_user_or_another_database_runs(string kill)
    {
        ApplyTwo();
        TestClient[] others =
        [
            Rig.Connect().LogIn(user: Other),
            Rig.Connect().LogIn(database: Other),
        ];
        TestClient killer = Rig.LoggedIn();
        foreach (TestClient other in others)
        {
            other.Query("SELECT 1");
            killer.Query($"{kill} {other.Greeting.ConnectionId}");
            RawPacket error = killer.AssertError(1095, sequence: 1);
            Assert.AreEqual($"You are not owner of thread {other.Greeting.ConnectionId}", error.ErrorMessage);
            Rig.Replica.Latest.Send(Wire.Value("1"));
            CollectionAssert.AreEqual(Wire.Value("1"), other.Take());
        }

        Assert.IsEmpty(Rig.Replica.Kills);
    }

    [TestMethod]
    [DataRow("KILL USER app")]
    [DataRow("KILL USER 'app'@'%'")]
    [DataRow("KILL CONNECTION USER CURRENT_USER()")]
    public void Kill_user_ends_all_sessions_of_the_own_user_of_this_database_and_its_own(string kill)
    {
        ApplyTwo();
        TestClient[] others = [Rig.Connect().LogIn(user: Other), Rig.Connect().LogIn(database: Other)];
        TestClient[] own = [Rig.LoggedIn(), Rig.LoggedIn(loop: Rig.NewLoop())];
        TestClient killer = Rig.LoggedIn();
        killer.Query(kill);
        Assert.IsTrue(killer.TakePacket().IsOk);
        killer.AssertClosed();
        foreach (TestClient client in own)
            client.AssertClosed();
        foreach (TestClient client in others)
            client.AssertAlive();
    }

    [TestMethod]
    public void Kill_query_user_ends_what_the_own_user_runs()
    {
        TestClient busy = Rig.LoggedIn();
        busy.Query("SELECT 1");
        TestClient killer = Rig.LoggedIn();
        killer.Query("KILL QUERY USER app");
        Assert.IsTrue(killer.TakePacket().IsOk);
        CollectionAssert.AreEqual((string[])["QUERY KILL QUERY 7"], Rig.Replica.Kills);
        Rig.Replica.Connections[0].Send(Wire.Error(1, 1317, "70100", "Query execution was interrupted"));
        busy.AssertError(1317);
        busy.AssertAlive();
        killer.AssertAlive();
    }

    [TestMethod]
    public void Other_accounts_may_not_be_named()
    {
        TestClient killer = Rig.LoggedIn();
        killer.Query("KILL USER root");
        Assert.Contains("CONNECTION ADMIN", killer.AssertError(1227, sequence: 1).ErrorMessage);
    }

    [TestMethod]
    [DataRow("KILL QUERY ID 5", 1235)]
    [DataRow("KILL 1 + 1", 1064)]
    [DataRow("KILL @x", 1064)]
    [DataRow("KILL", 1064)]
    [DataRow("SELECT 1; KILL 5", 1235)]
    [DataRow("KILL 5; SELECT 1", 1235)]
    [DataRow("KILL 5; KILL 6", 1235)]
    [DataRow("/*! KILL 5 */", 1235)]
    [DataRow("/*!99999 KILL 5 */", 1235)]
    [DataRow("KILL /*!50000 QUERY */ 5", 1235)]
    [DataRow("SET STATEMENT max_statement_time = 1 FOR KILL 5", 1235)]
    [DataRow("BEGIN NOT ATOMIC KILL 5; END", 1235)]
    [DataRow("IF 1 THEN KILL 5; END IF", 1235)]
    [DataRow("PREPARE s FROM 'KILL 5'", 1235)]
    [DataRow("EXECUTE IMMEDIATE 'KILL 5'", 1235)]
    public void No_server_is_sent_what_cannot_be_answered(string sql, int code)
    {
        TestClient killer = Rig.LoggedIn();
        killer.Query(sql);
        killer.AssertError(code, sequence: 1);
        Assert.IsEmpty(Rig.Primary.Connections);
        Assert.IsEmpty(Rig.Replica.Connections);
        killer.AssertAlive();
    }

    [TestMethod]
    public void A_user_who_may_only_read_may_kill_what_is_its_own()
    {
        Rig.Apply(Databases.Shop with { Users = [Databases.Shop.Users[0] with { ReadOnly = true }] });
        TestClient target = Rig.LoggedIn();
        Kill("KILL", target);
        target.AssertClosed();
    }

    private void Kill(string kill, TestClient target)
    {
        TestClient killer = Rig.LoggedIn();
        killer.Query($"{kill} {target.Greeting.ConnectionId}");
        RawPacket answer = killer.TakePacket();
        Assert.IsTrue(answer.IsOk, answer.ToString());
        Assert.AreEqual(1, answer.Sequence);
        killer.AssertAlive();
    }

    /// <summary>Another user of the same database, and the same user of another one on the same servers.</summary>
    private void ApplyTwo()
    {
        UserDefinition other = Databases.Shop.Users[0] with { Name = Other };
        Rig.Apply(
            Databases.Shop with { Users = [Databases.Shop.Users[0], other] },
            Databases.Shop with { Name = Other });
    }
}
