using System.Globalization;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Rates;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.PrivateSql;

[TestClass]
public sealed class PrivateStatementTests : PrivateSqlTest
{
    [TestMethod]
    public void Help_shows_each_statement_with_its_columns()
    {
        ClientTable help = Ask(Rig.LoggedIn(), "SCE HELP");
        CollectionAssert.AreEqual(new[] { "statement", "columns", "meaning" }, help.Columns.ToArray());
        CollectionAssert.Contains(help.Rows.Select(row => row[0]).ToArray(), "SCE MASTER = 0 | 1");
        CollectionAssert.Contains(help.Rows.Select(row => row[0]).ToArray(), "SCE EXPLAIN ROUTE <sql>");
        Assert.AreEqual("database, connections", help.Rows.Single(row => row[0] == "SCE POOL STATUS")[1]);
    }

    [TestMethod]
    public void Every_statement_that_help_shows_answers_with_the_columns_that_help_names()
    {
        TestClient client = Rig.LoggedIn();
        foreach (string?[] row in Ask(client, "SCE HELP").Rows.Where(row => row[1]!.Length > 0))
        {
            ClientTable answer = Ask(client, row[0]!.Replace("<sql>", "SELECT 1", StringComparison.Ordinal));
            Assert.AreEqual(row[1], string.Join(", ", answer.Columns), row[0]);
        }
    }

    [TestMethod]
    public void Whoami_tells_who_the_session_is()
    {
        TestClient client = Rig.LoggedIn();
        string[] expected =
            [$"{client.Session.ConnectionId}", "app", "shop", "shop_real", "127.0.0.1", "default", "transparent", "no", "no", "no", "no"];
        CollectionAssert.AreEqual(expected, Ask(client, "SCE WHOAMI").Rows.Single());
    }

    [TestMethod]
    [DataRow("sce whoami")]
    [DataRow("/* a */ SCE /* b */ WHOAMI -- c\n")]
    [DataRow("SCE\tWHOAMI;")]
    [DataRow(";;SCE WHOAMI;;")]
    public void White_space_comments_and_case_do_not_count(string sql) =>
        Assert.HasCount(1, Ask(Rig.LoggedIn(), sql).Rows);

    [TestMethod]
    public void Nothing_may_follow_a_statement_without_an_argument()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("SCE WHOAMI NOW");
        RawPacket error = client.AssertError(1064, sequence: 1);
        Assert.AreEqual("You have an error in your SCE statement; nothing may follow SCE WHOAMI", error.ErrorMessage);
        client.Read();
    }

    [TestMethod]
    public void A_read_only_user_may_ask()
    {
        Rig.Apply(Databases.Shop with
        {
            Users = [new UserDefinition { Name = Databases.User, Password = Databases.Password, ReadOnly = true }],
        });
        Assert.AreEqual("yes", Ask(Rig.LoggedIn(), "SCE WHOAMI").Rows.Single()[7]);
    }

    [TestMethod]
    public void Under_deprecate_eof_the_result_ends_in_an_ok()
    {
        TestClient client = Rig.LoggedIn(Wire.PlainClient | Wire.DeprecateEof);
        client.Query("SCE POOL STATUS");
        ClientTable table = ClientTable.Read(client.TakePackets(), deprecateEof: true);
        Assert.AreEqual("shop|1", table.ToString());
    }

    [TestMethod]
    public void A_prepared_statement_answers_in_binary_rows()
    {
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Prepare("SCE BACKEND STATUS"));
        List<RawPacket> prepared = client.TakePackets();
        uint id = BitConverter.ToUInt32(prepared[0].Payload, 1);
        Assert.AreEqual(9, BitConverter.ToUInt16(prepared[0].Payload, 5), "columns");
        Assert.AreEqual(0, BitConverter.ToUInt16(prepared[0].Payload, 7), "parameters");
        Assert.HasCount(11, prepared, "a header, nine definitions, an EOF");
        for (int i = 0; i < 2; i++)
        {
            client.Send(Wire.Execute(id));
            Assert.AreEqual(
                "shop|10.0.0.1:3306|primary|NULL|no|0|0|0|400; shop|10.0.0.2:3306|replica|1|no|0|0|0|400",
                ClientTable.Read(client.TakePackets(), binary: true).ToString());
        }

        client.Send(Wire.Statement(0x19, id));
        client.Send(Wire.Execute(id));
        client.AssertError(1243, sequence: 1);
        Assert.IsEmpty(Rig.Primary.Connections);
    }

    [TestMethod]
    public void A_prepared_master_is_answered_with_ok_each_time()
    {
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Prepare("SCE MASTER = 1"));
        uint id = BitConverter.ToUInt32(client.TakePacket().Payload, 1);
        client.Read();
        client.Send(Wire.Execute(id));
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
        client.ReadOnPrimary();
    }

    [TestMethod]
    public void A_wrong_statement_cannot_be_prepared()
    {
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Prepare("SCE NONSENSE"));
        client.AssertError(1064, sequence: 1);
        Assert.AreEqual(0, client.Session.Statements.Count);
    }

    [TestMethod]
    public void Proxy_status_counts_connections_that_are_held_and_that_are_idle()
    {
        TestClient client = Rig.LoggedIn();
        Assert.AreEqual("shop|0|0|0", Ask(client, "SCE PROXY STATUS").ToString());
        client.Read();
        Assert.AreEqual("shop|1|0|1", Ask(client, "SCE PROXY STATUS").ToString());
        TestClient other = Rig.LoggedIn();
        client.HangUp();
        Assert.AreEqual("shop|0|1|1", Ask(other, "SCE PROXY STATUS").ToString());
    }

    [TestMethod]
    public void Client_status_counts_sessions_and_those_that_run_a_command()
    {
        TestClient client = Rig.LoggedIn();
        TestClient busy = Rig.LoggedIn();
        busy.Query("INSERT INTO t VALUES (1)");
        // The one that asks runs a command, too.
        Assert.AreEqual("2|2", Ask(client, "SCE CLIENT STATUS").ToString());
        busy.HangUp();
        Assert.AreEqual("1|1", Ask(client, "SCE CLIENT STATUS").ToString());
    }

    [TestMethod]
    public void Session_status_shows_what_the_client_said_of_itself()
    {
        const uint connectAttributes = 0x0010_0000;
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        byte[] login = RawLogin.Build(
            Databases.User, Databases.Password, Databases.Name, client.Greeting.Scramble, Wire.PlainClient | connectAttributes);
        client.Send(Wire.Packet(1, [.. login, 17, 12, .. Wire.Text("program_name"), 3, .. Wire.Text("abc")]));
        Assert.IsTrue(client.TakePacket().IsOk);
        Rig.Advance(TimeSpan.FromSeconds(7));
        TestClient other = Rig.LoggedIn();
        string?[] row = Ask(other, "SCE SESSION STATUS").Rows[0];
        string[] expected =
            [$"{client.Session.ConnectionId}", "app", "shop", "127.0.0.1", "idle", "7", "NULL", "program_name=abc"];
        CollectionAssert.AreEqual(expected, row.Select(value => value ?? "NULL").ToArray());
    }

    [TestMethod]
    public void A_tenant_sees_itself_only()
    {
        DatabaseDefinition other = Databases.Shop with { Name = "blog" };
        Rig.Apply(Databases.Shop, other);
        TestClient client = Rig.LoggedIn();
        Rig.Connect().LogIn(database: "blog");
        Assert.AreEqual("shop|1", Ask(client, "SCE POOL STATUS").ToString());
        Assert.AreEqual("1|1", Ask(client, "SCE CLIENT STATUS").ToString());
        Assert.HasCount(1, Ask(client, "SCE SESSION STATUS").Rows);
        Assert.HasCount(2, Ask(client, "SCE BACKEND STATUS").Rows);
        Assert.IsTrue(Ask(client, "SCE LIMIT STATUS").Rows.All(row => row[0] == "shop"));
    }

    [TestMethod]
    public void Limit_status_shows_what_is_used_of_each_limit()
    {
        Rig.Apply(Databases.Shop with { Limits = new LimitsDefinition { Connections = 5 } });
        TestClient client = Rig.LoggedIn();
        List<string> rows = [.. Ask(client, "SCE LIMIT STATUS").Rows.Select(row => string.Join("|", row.Select(value => value ?? "NULL")))];
        CollectionAssert.Contains(rows, "shop|NULL|connections|1|5");
        CollectionAssert.Contains(rows, "shop|app|connections|1|NULL");
        CollectionAssert.Contains(rows, "shop|NULL|statements|NULL|NULL");
    }

    [TestMethod]
    public void Limit_status_shows_how_much_of_a_burst_is_used()
    {
        Rig.Apply(Databases.Shop with
        {
            Limits = new LimitsDefinition { Statements = new RateLimit(10, 5), BytesOut = new RateLimit(1000, 100), ConcurrentStatements = 3 },
        });
        TestClient client = Rig.LoggedIn();
        client.Run(Rig.Primary, "INSERT INTO t VALUES (1)", Wire.Ok());
        client.Query("INSERT INTO t VALUES (2)");
        TestClient other = Rig.LoggedIn();
        List<string> rows = [.. Ask(other, "SCE LIMIT STATUS").Rows.Select(row => string.Join("|", row.Select(value => value ?? "NULL")))];
        CollectionAssert.Contains(rows, "shop|NULL|statements|2|5");
        CollectionAssert.Contains(rows, "shop|NULL|bytesOut|33|100", "three OKs");
        CollectionAssert.Contains(rows, "shop|NULL|concurrentStatements|1|3");
    }

    [TestMethod]
    public void Why_names_what_the_session_holds_and_what_keeps_it()
    {
        TestClient client = Rig.LoggedIn();
        ClientTable why = Ask(client, "SCE WHY");
        Assert.IsNull(why["primary held"]);
        Assert.IsNull(why["kept on the primary by"]);
        client.Read();
        why = Ask(client, "SCE WHY");
        Assert.AreEqual("10.0.0.2:3306", why["replica held"]);
        Assert.AreEqual("replica", why["last command went to"]);
        Assert.AreEqual("read", why["because of"]);
        client.Run(Rig.Primary, "BEGIN", Wire.Ok(status: Wire.InTransaction));
        client.Query("SCE MASTER = 1");
        client.Take();
        why = Ask(client, "SCE WHY");
        Assert.AreEqual("10.0.0.1:3306", why["primary held"]);
        Assert.AreEqual("SCE MASTER = 1, transaction", why["kept on the primary by"]);
        Assert.AreEqual("statement", why["because of"]);
    }

    [TestMethod]
    public void Why_says_how_long_a_write_keeps_reads_on_the_primary()
    {
        Rig.Apply(Databases.Shop with { ReadAfterWrite = TimeSpan.FromSeconds(3) });
        TestClient client = Rig.LoggedIn();
        client.Run(Rig.Primary, "INSERT INTO t VALUES (1)", Wire.Ok());
        Rig.Advance(TimeSpan.FromSeconds(1));
        Assert.AreEqual("2 s", Ask(client, "SCE WHY")["reads stay on the primary for"]);
        Rig.Advance(TimeSpan.FromSeconds(2));
        Assert.IsNull(Ask(client, "SCE WHY")["reads stay on the primary for"]);
    }

    [TestMethod]
    [DataRow("SELECT a FROM t", "select", "replica", "read", "10.0.0.2:3306 (weight 1)")]
    [DataRow("UPDATE t SET a = 1", "update", "primary", "statement", "10.0.0.1:3306")]
    [DataRow("SELECT a FROM t FOR UPDATE", "select", "primary", "statement", "10.0.0.1:3306")]
    public void Explain_route_tells_where_a_text_would_go(string sql, string kind, string role, string reason, string backend)
    {
        TestClient client = Rig.LoggedIn();
        ClientTable route = Ask(client, $"SCE EXPLAIN ROUTE {sql}");
        Assert.AreEqual(kind, route["kind"]);
        Assert.AreEqual(role, route["role"]);
        Assert.AreEqual(reason, route["reason"]);
        Assert.AreEqual(backend, route["backend"]);
        Assert.IsEmpty(Rig.Primary.Connections);
        Assert.IsEmpty(Rig.Replica.Connections);
    }

    [TestMethod]
    public void Explain_route_shows_every_statement_of_a_batch_and_runs_none()
    {
        TestClient client = Rig.LoggedIn(Wire.PlainClient | Wire.MultiStatements);
        ClientTable route = Ask(client, "SCE EXPLAIN ROUTE SELECT 1; SET @@sql_mode = ''; KILL 5; USE elsewhere");
        CollectionAssert.AreEqual(
            new[] { "select", "set", "kill", "use" },
            route.Rows.Where(row => row[1] == "kind").Select(row => row[2]).ToArray());
        Assert.AreEqual(4.ToString(CultureInfo.InvariantCulture), route.Rows.Max(row => row[0]));
        Assert.AreEqual("primary", route["role"]);
        client.Read();
    }

    [TestMethod]
    public void Other_statements_do_not_share_a_text_with_one_of_the_proxys()
    {
        TestClient client = Rig.LoggedIn(Wire.PlainClient | Wire.MultiStatements);
        client.Query("SCE WHOAMI; DELETE FROM t");
        client.AssertError(1064, sequence: 1);
        Assert.IsEmpty(Rig.Primary.Connections);
    }
}
