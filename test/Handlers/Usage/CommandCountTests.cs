using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Usage;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Usage;

/// <summary>Requests, statements, rows, errors and latencies.</summary>
[TestClass]
public sealed class CommandCountTests : UsageTest
{
    [TestMethod]
    public void Every_command_is_a_request_with_an_answer_or_without()
    {
        TestClient client = Rig.LoggedIn();
        Assert.AreEqual(0, Shop.Requests, "a login is none");
        client.AssertAlive();
        client.Send(Wire.Statement(0x19, 99));
        client.Send(Wire.LongData(99, 0, 1, 2));
        Assert.AreEqual((3L, 1L), (Shop.Requests, Shop.Answered));
        client.Send(Wire.Command(0x01));
        Assert.AreEqual((4L, 1L), (Shop.Requests, Shop.Answered));
        AssertStatements();
    }

    [TestMethod]
    public void Each_statement_of_a_text_counts_by_its_verb()
    {
        TestClient client = Rig.LoggedIn(Wire.PlainClient | Wire.MultiStatements);
        const string Batch = "INSERT INTO t VALUES (1); /* x */ UPDATE t SET a = 2;; (SELECT 1)";
        client.Run(Rig.Primary, Batch, [.. Wire.Ok(status: Wire.MoreResults), .. Wire.Ok(2, status: Wire.MoreResults), .. Wire.Value("1", sequence: 3)]);
        Assert.AreEqual(1, Shop.Requests);
        AssertStatements((UsageVerb.Insert, 1), (UsageVerb.Update, 1), (UsageVerb.Select, 1));
        Assert.AreEqual(1, Shop.Rows);
    }

    [TestMethod]
    [DataRow("SET STATEMENT max_statement_time = 1 FOR SELECT 1", UsageVerb.Select)]
    [DataRow("WITH a AS (SELECT 1) SELECT * FROM a", UsageVerb.Select)]
    [DataRow("DESC t", UsageVerb.Explain)]
    [DataRow("START TRANSACTION", UsageVerb.Begin)]
    [DataRow("SET PASSWORD = 'x'", UsageVerb.Grant)]
    [DataRow("OPTIMIZE TABLE t", UsageVerb.Maintain)]
    [DataRow("SIGNAL SQLSTATE '45000'", UsageVerb.Other)]
    [DataRow("NONSENSE", UsageVerb.Unread)]
    [DataRow("SCE MASTER = 1", UsageVerb.Private)]
    [DataRow("USE shop", UsageVerb.Use)]
    public void A_statement_counts_by_what_it_is(string sql, UsageVerb verb)
    {
        Rig.LoggedIn().Query(sql);
        AssertStatements((verb, 1));
    }

    [TestMethod]
    public void An_execution_counts_by_the_text_that_was_prepared()
    {
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Prepare("SELECT a FROM t"));
        Rig.Replica.Latest.Send(Wire.Prepared(5));
        uint id = BitConverter.ToUInt32(client.Take(), 5);
        Assert.AreEqual(1, Shop.Requests);
        AssertStatements();
        for (int i = 0; i < 2; i++)
        {
            client.Send(Wire.Execute(id));
            Rig.Replica.Latest.Send(Wire.BinaryRows(["a", "b", "c"]));
        }

        Assert.AreEqual(3, Shop.Requests);
        AssertStatements((UsageVerb.Select, 2));
        Assert.AreEqual(6, Shop.Rows);
        client.Take();
    }

    [TestMethod]
    public void Rows_of_a_cursor_count_when_they_are_fetched()
    {
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Prepare("SELECT a FROM t"));
        Rig.Replica.Latest.Send(Wire.Prepared(5));
        uint id = BitConverter.ToUInt32(client.Take(), 5);
        client.Send(Wire.OpenCursor(id));
        Rig.Replica.Latest.Send(Wire.CursorOpened());
        Assert.AreEqual(0, Shop.Rows);
        client.Send(Wire.Statement(0x1C, id, 2, 0, 0, 0));
        Rig.Replica.Latest.Send(Wire.Fetched(Wire.CursorExists, "a", "b"));
        Assert.AreEqual(2, Shop.Rows);
        client.Send(Wire.Statement(0x1C, id, 2, 0, 0, 0));
        Rig.Replica.Latest.Send(Wire.Fetched(Wire.LastRowSent, "c"));
        Assert.AreEqual(3, Shop.Rows);
        client.Take();
    }

    [TestMethod]
    public void Rows_count_as_they_go_by_wherever_the_result_is_cut()
    {
        byte[] result = Wire.Rows([["a"], [null], ["ccc"]]);
        TestClient client = Rig.LoggedIn();
        for (int cut = 1; cut < result.Length; cut++)
        {
            long before = Shop.Rows;
            client.Query("SELECT a FROM t");
            Rig.Replica.Latest.Send(result.AsSpan(0, cut));
            Rig.Replica.Latest.Send(result.AsSpan(cut));
            CollectionAssert.AreEqual(result, client.Take());
            Assert.AreEqual(before + 3, Shop.Rows, $"cut at {cut}");
        }
    }

    [TestMethod]
    public void What_the_proxy_asks_servers_for_itself_is_nobodys_usage()
    {
        TestClient client = Rig.LoggedIn();
        client.Set("SET @a = 1");
        client.Read("SELECT @a");
        AssertStatements((UsageVerb.Set, 1), (UsageVerb.Select, 1));
        Assert.AreEqual((2L, 1L), (Shop.Requests, Shop.Rows));
    }

    [TestMethod]
    public void A_long_text_counts_by_its_head_or_as_unread()
    {
        UseUnpooledBuffers();
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.PaddedQuery("INSERT INTO t VALUES ('", 200_000, end: "')"));
        Rig.Primary.Latest.Send(Wire.Ok());
        AssertStatements((UsageVerb.Insert, 1));
        client.Send(Wire.PaddedQuery("SELECT '", 200_000, end: "'"));
        Rig.Replica.Latest.Send(Wire.Value("x"));
        AssertStatements((UsageVerb.Insert, 1), (UsageVerb.Select, 1));
        Rig.Session.Set(Rig.Session.Value with { MaxHeldStatement = 100_000 });
        client.Send(Wire.PaddedQuery("SELECT '", 200_000, end: "'"));
        Rig.Primary.Latest.Send(Wire.Value("x"));
        AssertStatements((UsageVerb.Insert, 1), (UsageVerb.Select, 1), (UsageVerb.Unread, 1));
        client.Take();
    }

    [TestMethod]
    [DataRow((byte)0x02, UsageVerb.Use)]
    [DataRow((byte)0x04, UsageVerb.Show)]
    [DataRow((byte)0x05, UsageVerb.Create)]
    [DataRow((byte)0x06, UsageVerb.Drop)]
    [DataRow((byte)0x07, UsageVerb.Maintain)]
    [DataRow((byte)0x0C, UsageVerb.Kill)]
    public void A_command_that_stands_for_a_statement_counts_as_it(byte code, UsageVerb verb)
    {
        Rig.LoggedIn().Send(Wire.Command(code, "shop"));
        AssertStatements((verb, 1));
    }

    [TestMethod]
    public void Errors_are_those_that_clients_got_whoever_made_them()
    {
        TestClient client = Rig.LoggedIn();
        client.Run(Rig.Primary, "UPDATE t SET a = 1", Wire.Error(1, 1146, "42S02", "no such table"));
        Assert.AreEqual(1, Shop.Errors);
        client.Send(Wire.Command(0x63));
        client.AssertError(1047);
        Assert.AreEqual(2, Shop.Errors);
        client.Query("SELECT 1");
        Rig.Replica.Latest.Send([.. Wire.Value("1")[..^9], .. Wire.Error(5, 1317, "70100", "interrupted")]);
        client.Take();
        Assert.AreEqual(3, Shop.Errors);
        client.Send(Wire.Packet(3, 0x0E));
        client.AssertError(1156);
        client.AssertClosed();
        Assert.AreEqual(4, Shop.Errors);
        Assert.AreEqual(0, Shop.AllRefusals);
    }

    [TestMethod]
    public void A_refusal_counts_by_its_reason_and_as_an_error()
    {
        Rig.Apply(Databases.Shop with { Users = [new UserDefinition { Name = Databases.User, Password = Databases.Password, ReadOnly = true }] });
        TestClient client = Rig.LoggedIn();
        client.Query("DELETE FROM t");
        Assert.IsTrue(client.TakePacket().IsError);
        client.Query("USE elsewhere");
        client.AssertError(2905);
        client.Send(Wire.Command(0x02, "elsewhere"));
        client.AssertError(2905);
        Assert.AreEqual((1L, 2L), (Shop.Refusals(RefusalReason.ReadOnlyUser), Shop.Refusals(RefusalReason.Schema)));
        Assert.AreEqual((3L, 3L), (Shop.AllRefusals, Shop.Errors));
        AssertStatements((UsageVerb.Delete, 1), (UsageVerb.Use, 2));
    }

    [TestMethod]
    public void A_refused_login_counts_for_the_database_that_it_was_for()
    {
        LimitsDefinition one = Databases.Shop.Limits with { Connections = 1 };
        Rig.Apply(Databases.Shop with { Limits = one });
        LogInAndFail("wrong", Databases.Name, 2904);
        Assert.AreEqual((1L, 1L), (Shop.Refusals(RefusalReason.Login), Shop.AllRefusals));
        Rig.LoggedIn();
        LogInAndFail(Databases.Password, Databases.Name, 2913);
        Assert.AreEqual(1, Shop.Refusals(RefusalReason.Connections));
        Rig.Apply(Databases.Shop with { Disabled = true });
        LogInAndFail(Databases.Password, Databases.Name, 2912);
        Assert.AreEqual(1, Shop.Refusals(RefusalReason.Disabled));
        Rig.Apply(Databases.Snapshot(Databases.Shop) with { AuthedIps = Databases.Addresses("10.0.0.0/8") });
        LogInAndFail(Databases.Password, Databases.Name, 2911);
        Assert.AreEqual((1L, 4L), (Shop.Refusals(RefusalReason.Address), Shop.AllRefusals));
        Assert.AreEqual((0L, 4L), (Shop.Errors, Nobody.Errors), "who has not logged in is nobody");
    }

    [TestMethod]
    public void A_login_to_no_database_counts_for_none()
    {
        LogInAndFail(Databases.Password, "unknown", 2902);
        Assert.AreEqual((1L, 0L), (Nobody.Errors, Nobody.AllRefusals));
        Assert.IsNull(Rig.Usage.Find("unknown"), "nobody can fill the file with names");
    }

    [TestMethod]
    public void A_latency_is_from_the_arrival_to_the_end_of_the_answer()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        Rig.Advance(TimeSpan.FromMilliseconds(3));
        Rig.Replica.Latest.Send(Wire.Value("1").AsSpan(0, 5));
        Rig.Advance(TimeSpan.FromMilliseconds(2));
        Assert.AreEqual(0, Shop.Answered);
        Rig.Replica.Latest.Send(Wire.Value("1").AsSpan(5));
        Assert.AreEqual((1L, 5_000L), (Shop.Answered, Shop.LatencySum));
        Assert.AreEqual(1, Shop.Latencies(LatencyBuckets.IndexOf(5_000)));
        client.Take();
    }

    [TestMethod]
    public void A_command_that_came_early_waits_and_that_is_part_of_its_latency()
    {
        TestClient client = Rig.LoggedIn();
        client.Send([.. Wire.Query("SELECT 1"), .. Wire.Command(0x0E)]);
        Assert.AreEqual(1, Shop.Requests);
        Rig.Advance(TimeSpan.FromMilliseconds(4));
        Rig.Replica.Latest.Send(Wire.Value("1"));
        Assert.AreEqual((2L, 2L, 8_000L), (Shop.Requests, Shop.Answered, Shop.LatencySum));
        client.Take();
    }

    [TestMethod]
    public void Connections_to_servers_count_from_the_connect_to_the_close()
    {
        TestClient client = Rig.LoggedIn();
        Assert.AreEqual(0, Rig.Usage.Find("shop")!.Backends);
        client.Write();
        client.Read();
        Assert.AreEqual(2, Rig.Usage.Find("shop")!.Backends);
        client.HangUp();
        Assert.AreEqual((0L, 2L), (Rig.Usage.Find("shop")!.Connections, Rig.Usage.Find("shop")!.Backends), "idle ones count");
        Rig.Primary.Latest.HangUp();
        UsageSnapshot shop = Rig.Usage.Find("shop")!;
        Assert.AreEqual((1L, 2L), (shop.Backends, shop.PeakBackends));
        Rig.Primary.IsDown = true;
        Rig.LoggedIn().Query("UPDATE t SET a = 1");
        Assert.AreEqual(1, Rig.Usage.Find("shop")!.Backends);
    }

    [TestMethod]
    public void A_client_that_leaves_in_the_middle_has_used_what_it_asked_for()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT a FROM t");
        Rig.Replica.Latest.Send(Wire.Rows([["a"], ["b"]]).AsSpan(0, 60));
        client.HangUp();
        Assert.AreEqual((1L, 0L), (Shop.Requests, Shop.Answered));
        AssertStatements((UsageVerb.Select, 1));
    }

    private void LogInAndFail(string password, string database, int code)
    {
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        client.Send(Wire.Packet(1, RawLogin.Build(Databases.User, password, database, client.Greeting.Scramble)));
        client.AssertError(code);
    }
}
