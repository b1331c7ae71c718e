using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Handlers.Tests.PrivateSql;

/// <summary>SCE QUOTA STATUS, USAGE STATUS and the FORBID statements.</summary>
[TestClass]
public sealed class QuotaStatementTests : PrivateSqlTest
{
    private ForbidSet InForce => Rig.Registry.Find(Databases.Name)!.Forbids;

    [TestMethod]
    public void Quota_status_shows_every_quota_of_the_type()
    {
        ClientTable table = Ask(Rig.LoggedIn(), "SCE QUOTA STATUS");
        CollectionAssert.AreEqual(
            new[] { "maxconn", "disk", "tablesize", "tablerows", "tablenums", "network", "slowquery_times", "cputime" },
            table.Rows.Select(static row => row[2]).ToArray());
        Assert.AreEqual("shop|default|maxconn|1|1024", string.Join("|", table.Rows[0].Take(5)));
        Assert.AreEqual("shop|default|disk|NULL|2147483648|NULL|not measured", Line(table.Rows[1]));
    }

    [TestMethod]
    public void Usage_status_shows_the_running_minute_and_the_time_since_the_start()
    {
        TestClient client = Rig.LoggedIn();
        client.Read();
        ClientTable table = Ask(client, "SCE USAGE STATUS");
        CollectionAssert.AreEqual(new[] { "minute", "start" }, table.Rows.Select(static row => row[1]).ToArray());
        foreach (string?[] row in table.Rows)
        {
            Assert.AreEqual("2", row[2], "this request and the one before");
            Assert.AreEqual("1", row[Column(table, "connections")]);
            Assert.AreEqual("1", row[Column(table, "backends")]);
            Assert.AreNotEqual("0", row[Column(table, "bytes_in")]);
            Assert.IsNotNull(row[Column(table, "latency_p50_us")]);
        }
    }

    [TestMethod]
    public void A_database_without_an_answer_has_no_latency() =>
        Assert.IsNull(Ask(Rig.LoggedIn(), "SCE USAGE STATUS").Rows[0][^1]);

    [TestMethod]
    public void An_operator_forbids_and_lifts()
    {
        TestClient tenant = Rig.LoggedIn();
        TestClient boss = Operator();
        Assert.AreEqual(
            "set", Ask(boss, "SCE FORBID SET shop INSERT, update FOR 60 SECONDS BECAUSE 'it''s late';").ToString());
        Assert.AreEqual("shop|database|shop|INSERT, UPDATE|60|it's late", Ask(tenant, "SCE FORBID STATUS").ToString());
        tenant.Query("INSERT INTO t VALUES (1)");
        Assert.AreEqual(
            "['INSERT', 'UPDATE'] operations in Database 'shop' is still forbidden because of 'it's late'. Try again 60 seconds later.",
            tenant.AssertError(2910, sequence: 1).ErrorMessage);
        Assert.AreEqual(
            "already forbidden; nothing has changed",
            Ask(boss, "SCE FORBID SET shop INSERT, UPDATE FOR 90 SECONDS").ToString());
        Assert.AreEqual("1", Ask(boss, "SCE FORBID LIFT shop").ToString());
        Assert.AreEqual("0", Ask(boss, "SCE FORBID LIFT `shop`").ToString());
        Assert.IsTrue(InForce.IsEmpty);
    }

    [TestMethod]
    public void An_operator_forbids_tables()
    {
        TestClient boss = Operator();
        Ask(boss, "SCE FORBID SET `shop` TABLE orders, `audit`.`log 1` ALL PERMANENT");
        Assert.AreEqual(
            "shop|table|orders|ALL|NULL|set by the operator; shop|table|audit.log 1|ALL|NULL|set by the operator",
            Ask(boss, "SCE FORBID STATUS").ToString());
        Assert.AreEqual("1", Ask(boss, "SCE FORBID LIFT shop TABLE orders").ToString());
        Assert.AreEqual("audit.log 1", InForce.Forbids.Single().Tables.Single().Name);
    }

    [TestMethod]
    public void A_prepared_order_is_carried_out_when_it_is_executed()
    {
        TestClient boss = Operator();
        boss.Send(Wire.Prepare("SCE FORBID SET shop ALL PERMANENT"));
        uint id = BitConverter.ToUInt32(boss.TakePackets()[0].Payload, 1);
        Assert.IsTrue(InForce.IsEmpty);
        boss.Send(Wire.Execute(id));
        Assert.AreEqual("set", ClientTable.Read(boss.TakePackets(), binary: true).ToString());
        Assert.IsFalse(InForce.IsEmpty);
    }

    [TestMethod]
    [DataRow("SET", "the name of a database must follow SCE FORBID SET")]
    [DataRow("SET shop", "ALL or verbs must say what is forbidden")]
    [DataRow("SET shop NONSENSE PERMANENT", "ALL or verbs must say what is forbidden")]
    [DataRow("SET shop TABLE 'a' ALL PERMANENT", "a table must be named behind TABLE")]
    [DataRow("SET shop ALL", "FOR <n> SECONDS or PERMANENT must say for how long")]
    [DataRow("SET shop ALL FOR 0 SECONDS", "FOR <n> SECONDS or PERMANENT must say for how long")]
    [DataRow("SET shop ALL FOR 99999999999999999999 SECONDS", "FOR <n> SECONDS or PERMANENT must say for how long")]
    [DataRow("SET shop ALL PERMANENT BECAUSE why", "a string must follow BECAUSE")]
    [DataRow("SET shop ALL PERMANENT; DROP", "nothing may follow it")]
    [DataRow("LIFT", "the name of a database must follow SCE FORBID LIFT")]
    [DataRow("LIFT shop TABLE", "a table must be named behind TABLE")]
    [DataRow("LIFT shop orders", "nothing may follow it")]
    public void A_wrong_order_is_told_what_is_missing(string order, string hint)
    {
        TestClient boss = Operator();
        boss.Query($"SCE FORBID {order}");
        Assert.AreEqual($"You have an error in your SCE statement; {hint}", boss.AssertError(1064, sequence: 1).ErrorMessage);
        Assert.IsTrue(InForce.IsEmpty);
    }

    [TestMethod]
    public void What_is_no_database_is_not_forbidden()
    {
        TestClient boss = Operator();
        boss.Query("SCE FORBID SET nowhere ALL PERMANENT");
        boss.AssertError(2902, sequence: 1);
    }

    [TestMethod]
    [DataRow("SCE FORBID SET shop ALL PERMANENT")]
    [DataRow("SCE FORBID LIFT shop")]
    public void A_tenant_neither_forbids_nor_lifts(string sql)
    {
        TestClient client = Rig.LoggedIn();
        client.Query(sql);
        client.AssertError(1227, sequence: 1);
        Assert.IsTrue(InForce.IsEmpty);
    }

    [TestMethod]
    public void A_tenant_sees_only_what_is_its_own()
    {
        Rig.Apply(Databases.Shop, Databases.Shop with { Name = "blog" });
        TestClient boss = Operator();
        Ask(boss, "SCE FORBID SET blog ALL PERMANENT");
        TestClient client = Rig.LoggedIn();
        Assert.IsEmpty(Ask(client, "SCE FORBID STATUS").Rows);
        Assert.HasCount(1, Ask(boss, "SCE FORBID STATUS").Rows);
        Assert.IsTrue(Ask(client, "SCE QUOTA STATUS").Rows.All(static row => row[0] == "shop"));
        Assert.IsTrue(Ask(client, "SCE USAGE STATUS").Rows.All(static row => row[0] == "shop"));
    }

    private static int Column(ClientTable table, string name) => table.Columns.ToList().IndexOf(name);

    private static string Line(string?[] row) => string.Join("|", row.Select(static value => value ?? "NULL"));
}
