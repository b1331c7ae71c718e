using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Tests.Frontend;

/// <summary>Texts that stream, texts that are held, USE, and users that may only read.</summary>
[TestClass]
public sealed class SqlTokenizerHandlerTests : ProxyTest
{
    private const string Insert = "INSERT INTO t VALUES ('";
    private const string Select = "SELECT '";

    [TestMethod]
    public void A_long_write_streams_before_it_is_whole()
    {
        TestClient client = Rig.LoggedIn();
        byte[] command = Wire.PaddedQuery(Insert, 300_000, end: "')");
        client.Send(command[..70_000], command[70_000..200_000]);
        byte[] early = Rig.Primary.Latest.Channel.TakeSent();
        Assert.IsTrue(early.AsSpan().EndsWith(command.AsSpan(0, 200_000)), "the server has all that the client sent");
        Assert.AreEqual(0, Rig.Services.HeldBudget.Held);

        client.Send(command[200_000..]);
        CollectionAssert.AreEqual(command[200_000..], Rig.Primary.Latest.Channel.TakeSent());
        Rig.Primary.Latest.Send(Wire.Ok(affected: 1));
        CollectionAssert.AreEqual(Wire.Ok(affected: 1), client.Take());
        client.AssertAlive();
    }

    [TestMethod]
    public void A_server_that_refuses_a_long_write_midway_is_left_and_the_session_goes_on()
    {
        TestClient client = Rig.LoggedIn();
        byte[] command = Wire.PaddedQuery(Insert, 300_000, end: "')");
        client.Send(command[..150_000]);
        ServerConnection refusing = Rig.Primary.Latest;
        refusing.Send(Wire.Error(1, 1153, "08S01", "Got a packet bigger than allowed"));
        client.AssertError(1153, sequence: 1);
        Assert.IsFalse(refusing.Channel.Active, "what the server has not read would be a command of its own");
        client.Send(command[150_000..]);
        Assert.IsEmpty(client.Take(), "the rest gets no answer");
        client.AssertAlive();
        client.Write();
        Assert.HasCount(2, Rig.Primary.Connections);
    }

    [TestMethod]
    public void In_a_transaction_such_a_refusal_ends_the_session()
    {
        TestClient client = Rig.LoggedIn();
        client.Write("BEGIN", Wire.InTransaction);
        client.Send(Wire.PaddedQuery(Insert, 300_000, end: "')")[..150_000]);
        Rig.Primary.Latest.Send(Wire.Error(1, 1153, "08S01", "Got a packet bigger than allowed"));
        client.AssertError(1153, sequence: 1);
        client.AssertClosed();
    }

    [TestMethod]
    public void A_write_of_two_packets_streams_and_its_answer_has_number_2()
    {
        UseUnpooledBuffers();
        TestClient client = Rig.LoggedIn();
        byte[] command = Wire.PaddedQuery(Insert, 0x100_0000, end: "')");
        client.Send(command);
        Assert.IsTrue(Rig.Primary.Latest.Channel.TakeSent().AsSpan().EndsWith(command));
        Rig.Primary.Latest.Send(Wire.Ok(sequence: 2));
        CollectionAssert.AreEqual(Wire.Ok(sequence: 2), client.Take());
    }

    [TestMethod]
    public void A_long_select_is_held_until_it_is_whole_and_then_goes_to_a_replica_unchanged()
    {
        TestClient client = Rig.LoggedIn();
        byte[] command = Wire.PaddedQuery(Select, 200_000, end: "'");
        client.Send(command[..70_000]);
        Assert.AreEqual(65_536 + 4_464, Rig.Services.HeldBudget.Held);
        client.Send(command[70_000..150_000]);
        Assert.IsEmpty(Rig.Replica.Connections);
        client.Send(command[150_000..]);
        Assert.IsTrue(Rig.Replica.Latest.Channel.TakeSent().AsSpan().EndsWith(command));
        Assert.AreEqual(0, Rig.Services.HeldBudget.Held);
        Rig.Replica.Latest.Send(Wire.Value("x"));
        CollectionAssert.AreEqual(Wire.Value("x"), client.Take());
    }

    [TestMethod]
    public void The_tail_of_a_long_select_decides_where_it_goes()
    {
        TestClient client = Rig.LoggedIn();
        byte[] command = Wire.PaddedQuery(Select, 100_000, end: "' FOR UPDATE");
        client.Send(command);
        Assert.IsEmpty(Rig.Replica.Connections);
        Assert.IsTrue(Rig.Primary.Latest.Channel.TakeSent().AsSpan().EndsWith(command));
    }

    [TestMethod]
    public void A_held_select_of_two_packets_is_judged_as_one_text()
    {
        UseUnpooledBuffers();
        TestClient client = Rig.LoggedIn();
        // FOR stands in the first packet, UPDATE in the second: its header would hide the word.
        byte[] command = Wire.PaddedQuery(Select, 0xFF_FFFF + 3, end: "' FOR UPDATE");
        client.Send(command);
        Assert.IsEmpty(Rig.Replica.Connections);
        Assert.IsTrue(Rig.Primary.Latest.Channel.TakeSent().AsSpan().EndsWith(command));
        Rig.Primary.Latest.Send(Wire.Value("x", sequence: 2));
        CollectionAssert.AreEqual(Wire.Value("x", sequence: 2), client.Take());
    }

    [TestMethod]
    public void A_select_over_the_bound_streams_to_the_primary()
    {
        Rig.Session.Set(Rig.Session.Value with { MaxHeldStatement = 100_000 });
        TestClient client = Rig.LoggedIn();
        byte[] command = Wire.PaddedQuery(Select, 200_000, end: "'");
        client.Send(command[..90_000]);
        Assert.IsEmpty(Rig.Primary.Connections);
        client.Send(command[90_000..150_000]);
        Assert.AreEqual(0, Rig.Services.HeldBudget.Held);
        client.Send(command[150_000..]);
        Assert.IsTrue(Rig.Primary.Latest.Channel.TakeSent().AsSpan().EndsWith(command));
        Rig.Primary.Latest.Send(Wire.Value("x"));
        CollectionAssert.AreEqual(Wire.Value("x"), client.Take());
        Assert.AreEqual(PinReasons.RoutineCall, client.Session.Pins, "nobody has read what it called");
    }

    [TestMethod]
    public void A_select_of_exactly_the_bound_is_held()
    {
        byte[] command = Wire.PaddedQuery(Select, 99_996, end: "'");
        Rig.Session.Set(Rig.Session.Value with { MaxHeldStatement = command.Length });
        TestClient client = Rig.LoggedIn();
        client.Send(command);
        Assert.IsTrue(Rig.Replica.Latest.Channel.TakeSent().AsSpan().EndsWith(command));
    }

    [TestMethod]
    public void Where_the_budget_of_all_sessions_is_used_up_a_long_select_streams_to_the_primary()
    {
        Rig.Session.Set(Rig.Session.Value with { HeldBudget = 100_000 });
        TestClient first = Rig.LoggedIn();
        TestClient second = Rig.LoggedIn();
        byte[] command = Wire.PaddedQuery(Select, 80_000, end: "'");
        first.Send(command[..70_000]);
        second.Send(command);
        Assert.IsTrue(Rig.Primary.Latest.Channel.TakeSent().AsSpan().EndsWith(command));
        Assert.AreEqual(70_000, Rig.Services.HeldBudget.Held, "the first one's");
        first.Send(command[70_000..]);
        Assert.IsTrue(Rig.Replica.Latest.Channel.TakeSent().AsSpan().EndsWith(command));
        Assert.AreEqual(0, Rig.Services.HeldBudget.Held);
    }

    [TestMethod]
    public void A_client_that_leaves_in_the_middle_gives_its_budget_back()
    {
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.PaddedQuery(Select, 200_000, end: "'")[..150_000]);
        Assert.AreNotEqual(0, Rig.Services.HeldBudget.Held);
        client.HangUp();
        Assert.AreEqual(0, Rig.Services.HeldBudget.Held);
    }

    [TestMethod]
    public void A_client_that_leaves_in_the_middle_of_a_streamed_write_closes_the_servers_connection()
    {
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.PaddedQuery(Insert, 200_000, end: "')")[..150_000]);
        client.HangUp();
        Assert.IsFalse(Rig.Primary.Latest.Channel.Active, "half a command cannot be taken back");
        Assert.AreEqual(0, Rig.PrimaryPool.OpenCount);
    }

    [TestMethod]
    public void With_multi_statements_a_long_write_is_held_since_a_second_statement_may_follow()
    {
        TestClient client = Rig.LoggedIn(Wire.PlainClient | Wire.MultiStatements);
        byte[] command = Wire.PaddedQuery(Insert, 100_000, end: "'); USE shop");
        client.Send(command[..70_000]);
        Assert.IsEmpty(Rig.Primary.Connections);
        client.Send(command[70_000..]);
        Assert.EndsWith("'); USE `shop_real`", Rig.Primary.Latest.History[^1]);
    }

    [TestMethod]
    [DataRow("USE shop", "USE `shop_real`")]
    [DataRow("use `shop` ", "use `shop_real` ")]
    [DataRow("/* c */ USE shop -- end", "/* c */ USE `shop_real` -- end")]
    [DataRow("USE shop_real", "USE shop_real")]
    [DataRow("USE extra", "USE extra")]
    public void Use_reaches_the_server_with_the_real_schema(string sent, string arrived)
    {
        Rig.Apply(Databases.Shop with { Schemas = ["extra"] });
        TestClient client = Rig.LoggedIn();
        client.Query(sent);
        Assert.AreEqual($"QUERY {arrived}", Rig.Primary.Latest.History.Single());
        Rig.Primary.Latest.Send(Wire.Ok());
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
        Assert.AreEqual(arrived.Contains("extra", StringComparison.Ordinal) ? "extra" : "shop_real", client.Session.State.Schema);
    }

    [TestMethod]
    public void A_schema_with_a_backtick_is_quoted_for_the_server()
    {
        Rig.Apply(Databases.Shop with { Schema = "a`b" });
        TestClient client = Rig.LoggedIn();
        client.Query("USE shop");
        Assert.AreEqual("QUERY USE `a``b`", Rig.Primary.Latest.History.Single());
    }

    [TestMethod]
    public void Each_use_of_a_batch_is_rewritten_and_the_last_one_that_ran_counts()
    {
        Rig.Apply(Databases.Shop with { Schemas = ["extra"] });
        TestClient client = Rig.LoggedIn(Wire.PlainClient | Wire.MultiStatements);
        client.Query("USE shop; SELECT 1; USE extra; USE shop");
        Assert.AreEqual("QUERY USE `shop_real`; SELECT 1; USE extra; USE `shop_real`", Rig.Primary.Latest.History[^1]);
        Rig.Primary.Latest.Send([
            .. Wire.Ok(1, Wire.MoreResults),
            .. Wire.Value("1", sequence: 2, status: Wire.MoreResults),
            .. Wire.Ok(7, Wire.MoreResults),
            .. Wire.Error(8, 1049, "42000", "Unknown database"),
        ]);
        Assert.AreEqual("extra", client.Session.State.Schema);
    }

    [TestMethod]
    [DataRow("USE mysql")]
    [DataRow("USE `mysql`")]
    [DataRow("USE SHOP")]
    public void Use_of_another_schema_is_refused_with_2905(string sql)
    {
        TestClient client = Rig.LoggedIn();
        client.Query(sql);
        client.AssertError(2905, sequence: 1);
        Assert.IsEmpty(Rig.Primary.Connections);
        client.AssertAlive();
    }

    [TestMethod]
    public void One_foreign_use_refuses_the_whole_batch_and_nothing_of_it_is_noted()
    {
        TestClient client = Rig.LoggedIn(Wire.PlainClient | Wire.MultiStatements);
        client.Query("SET @a = 1; USE shop; USE mysql");
        client.AssertError(2905, sequence: 1);
        Assert.IsEmpty(Rig.Primary.Connections);
        client.Write("UPDATE t SET a = 1");
        Assert.IsFalse(client.Session.State.HasUserVariables);
        Assert.AreEqual(Databases.Schema, client.Session.State.Schema);
    }

    [TestMethod]
    public void A_schema_that_the_server_reports_and_nobody_may_use_ends_the_session()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("CALL p()");
        Rig.Primary.Latest.Send(Wire.OkWithChanges(1, Wire.SchemaChange("mysql")));
        client.AssertClosed();
        Assert.IsTrue(client.TakePackets()[^1].ErrorCode == 2905);
    }

    [TestMethod]
    [DataRow("UPDATE t SET a = 1")]
    [DataRow("CREATE TABLE t (a INT)")]
    [DataRow("CALL p()")]
    [DataRow("/*!50000 DELETE FROM t */")]
    public void A_user_that_may_only_read_is_refused_what_may_write(string sql)
    {
        Rig.Apply(ReadOnly());
        TestClient client = Rig.LoggedIn();
        client.Query(sql);
        client.AssertError(2906, sequence: 1);
        Assert.IsEmpty(Rig.Primary.Connections);
        client.Read();
        client.Query("SET NAMES latin1");
        Assert.AreEqual("QUERY SET NAMES latin1", Rig.Primary.Latest.History.Single());
    }

    [TestMethod]
    public void A_user_that_may_only_read_is_refused_a_long_write_behind_its_last_packet()
    {
        Rig.Apply(ReadOnly());
        Rig.Session.Set(Rig.Session.Value with { Errors = ErrorFlavour.Mysql });
        TestClient client = Rig.LoggedIn();
        byte[] command = Wire.PaddedQuery(Insert, 100_000, end: "')");
        client.Send(command[..70_000]);
        Assert.IsEmpty(client.Take());
        client.Send(command[70_000..]);
        client.AssertError(1290, sequence: 1);
        Assert.IsEmpty(Rig.Primary.Connections);
        client.AssertAlive();
    }

    [TestMethod]
    public void A_user_that_may_only_read_is_refused_what_is_too_long_to_be_read()
    {
        Rig.Apply(ReadOnly());
        Rig.Session.Set(Rig.Session.Value with { MaxHeldStatement = 70_000 });
        TestClient client = Rig.LoggedIn();
        byte[] command = Wire.PaddedQuery(Select, 200_000, end: "'");
        client.Send(command[..66_000], command[66_000..150_000], command[150_000..]);
        client.AssertError(2906, sequence: 1);
        Assert.IsEmpty(Rig.Primary.Connections);
        Assert.AreEqual(0, Rig.Services.HeldBudget.Held);
        client.AssertAlive();
    }

    [TestMethod]
    public void An_empty_text_goes_to_the_primary_which_knows_what_to_say()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("");
        Assert.AreEqual("QUERY ", Rig.Primary.Latest.History.Single());
        Rig.Primary.Latest.Send(Wire.Error(1, 1065, "42000", "Query was empty"));
        client.AssertError(1065);
    }

    [TestMethod]
    public void Sce_master_sends_every_statement_to_the_primary_until_it_is_taken_back()
    {
        TestClient client = Rig.LoggedIn();
        client.Read();
        client.Query("sce MASTER = 1");
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
        client.ReadOnPrimary();
        client.Query("SCE MASTER=0 ");
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
        client.Read();
    }

    [TestMethod]
    [DataRow("SCE")]
    [DataRow("SCE MASTER")]
    [DataRow("SCE MASTER = 2")]
    [DataRow("SCE MASTER 1")]
    [DataRow("SCE NONSENSE")]
    public void An_unknown_sce_statement_is_a_syntax_error(string sql)
    {
        TestClient client = Rig.LoggedIn();
        client.Query(sql);
        client.AssertError(1064, sequence: 1);
        Assert.IsEmpty(Rig.Primary.Connections);
    }

    private static DatabaseDefinition ReadOnly() => Databases.Shop with
    {
        Users = [new UserDefinition { Name = Databases.User, Password = Databases.Password, ReadOnly = true }],
    };
}
