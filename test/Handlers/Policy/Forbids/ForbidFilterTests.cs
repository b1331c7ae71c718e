using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Policy.Forbids;

/// <summary>When a forbid counts, for whom, and what is said.</summary>
[TestClass]
public sealed class ForbidFilterTests : ForbidTest
{
    [TestMethod]
    public void The_error_names_verbs_database_reason_and_seconds()
    {
        TestClient client = Rig.LoggedIn();
        Forbid("insert", "update");
        Rig.Advance(TimeSpan.FromSeconds(10.5));
        client.Query("INSERT INTO t VALUES (1)");
        AssertError(client, "['INSERT', 'UPDATE'] operations in Database 'shop' is still forbidden because of 'why'. Try again 290 seconds later.");
    }

    [TestMethod]
    public void The_error_names_the_table_and_its_verbs()
    {
        TestClient client = Rig.LoggedIn();
        Forbid(Timed with
        {
            Kind = ForbidKind.Permanent,
            Object = ForbidObject.Table,
            Tables = [new TableForbid("a", ForbidVerbs.From(["DELETE"])), new TableForbid("Orders", ForbidVerbs.All)],
        });
        client.Query("SELECT * FROM orders");
        AssertError(client, "['ALL'] operations in Table 'Orders' is still forbidden because of 'why'. Try again 9223372036854775807 seconds later.");
    }

    [TestMethod]
    public void Of_several_the_one_that_lasts_longest_is_told()
    {
        TestClient client = Rig.LoggedIn();
        Forbid(Timed with { Duration = 10, Verbs = ForbidVerbs.From(["INSERT"]), Reason = "short" });
        Forbid(Timed with { Duration = 20, Reason = "long" });
        Forbid(Timed with { Duration = 5, Verbs = ForbidVerbs.From(["INSERT", "DELETE"]), Reason = "shorter" });
        client.Query("INSERT INTO t VALUES (1)");
        AssertError(client, "['ALL'] operations in Database 'shop' is still forbidden because of 'long'. Try again 20 seconds later.");
    }

    [TestMethod]
    public void Under_the_codes_of_servers_it_is_1226_with_the_same_text()
    {
        Rig.Session.Set(Rig.Session.Value with { Errors = ErrorFlavour.Mysql });
        TestClient client = Rig.LoggedIn();
        Forbid("ALL");
        client.Query("SELECT 1");
        RawPacket error = client.AssertError(1226);
        Assert.AreEqual("42000", error.SqlState);
        StringAssert.StartsWith(error.ErrorMessage, "['ALL'] operations in Database 'shop'");
    }

    [TestMethod]
    public void It_counts_for_sessions_that_are_there_already_and_no_longer_when_it_is_lifted()
    {
        TestClient client = Rig.LoggedIn();
        client.Write();
        Forbid("UPDATE");
        AssertRefused(client, "UPDATE t SET a = 1");
        Assert.AreEqual(1, Rig.Services.Forbids.LiftAsync(Databases.Name).Result);
        client.Write();
    }

    [TestMethod]
    public void It_counts_until_its_time_is_over_whether_or_not_it_was_erased()
    {
        TestClient client = Rig.LoggedIn();
        using MemoryForbidStore unswept = new(Rig.Registry, Rig.Time, sweeps: false);
        unswept.SetAsync(Databases.Name, Timed);
        Rig.Advance(TimeSpan.FromSeconds(299.9));
        AssertRefused(client, "UPDATE t SET a = 1");
        Rig.Advance(TimeSpan.FromSeconds(0.2));
        Assert.IsFalse(client.Session.Tenant.Forbids.IsEmpty);
        client.Write();
    }

    [TestMethod]
    public void Another_database_and_one_of_type_internal_are_not_hit()
    {
        DatabaseDefinition blog = Databases.Shop with { Name = "blog" };
        Rig.Apply(Databases.Shop with { Type = TypeDefinition.Internal }, blog);
        TestClient exempt = Rig.LoggedIn();
        TestClient other = Rig.Connect().LogIn(database: "blog");
        Forbid("ALL");
        exempt.Write();
        other.Query("UPDATE t SET a = 1");
        Assert.Contains("QUERY UPDATE t SET a = 1", Rig.Primary.Latest.History);
        Forbid(Timed, "blog");
        Rig.Primary.Latest.Send(Wire.Ok());
        other.Take();
        AssertRefused(other, "UPDATE t SET a = 1");
    }

    [TestMethod]
    public void A_refused_statement_leaves_the_transaction_as_it_is()
    {
        TestClient client = Rig.LoggedIn();
        Begin(client);
        Forbid("ALL");
        AssertRefused(client, "INSERT INTO t VALUES (1)");
        client.Run(Rig.Primary, "COMMIT", Wire.Ok());
    }

    [TestMethod]
    public void A_refused_SET_is_not_tracked_and_a_refused_USE_changes_nothing()
    {
        TestClient client = Rig.LoggedIn();
        client.Write();
        Forbid("SET", "USE");
        AssertRefused(client, "SET @a = 1");
        AssertRefused(client, "USE shop");
        client.Send(Wire.Command(0x02, "shop"));
        client.AssertError(2910);
        Assert.IsFalse(client.Session.State.HasUserVariables);
        Assert.AreEqual(Databases.Schema, client.Session.State.Schema);
        client.Write();
        Assert.IsFalse(client.Session.State.HasUserVariables);
    }

    [TestMethod]
    [DataRow((byte)0x02, "shop", "USE")]
    [DataRow((byte)0x04, "t\0", "SHOW")]
    [DataRow((byte)0x09, "", "SHOW")]
    [DataRow((byte)0x0A, "", "SHOW")]
    public void A_command_that_does_what_a_statement_does_is_refused_as_that(byte code, string argument, string verb)
    {
        TestClient client = Rig.LoggedIn();
        Forbid(verb);
        client.Send(Wire.Command(code, argument));
        client.AssertError(2910, sequence: 1);
        client.AssertAlive();
    }

    [TestMethod]
    public void What_the_proxy_answers_by_itself_is_not_refused()
    {
        TestClient client = Rig.LoggedIn();
        Forbid("ALL");
        client.AssertAlive();
        client.Query("SCE MASTER = 1");
        Assert.IsTrue(client.TakePacket().IsOk);
        client.Query("SELECT CONNECTION_ID()");
        Assert.IsGreaterThan(1, client.TakePackets().Count);
        client.Send(Wire.Command(0x1F));
        Assert.IsTrue(client.TakePacket().IsOk);
    }

    [TestMethod]
    public void A_forbidden_statement_cannot_be_prepared()
    {
        TestClient client = Rig.LoggedIn();
        Forbid("UPDATE");
        client.Send(Wire.Prepare(Write));
        client.AssertError(2910, sequence: 1);
        Prepare(client, Rig.Replica, Read, 7);
    }

    [TestMethod]
    public void A_statement_that_was_prepared_before_is_refused_when_it_is_executed()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Primary, Write, 7, columns: 0);
        ForbidTable("t", "UPDATE");
        client.Send(Wire.Execute(id, Typed));
        client.AssertError(2910, sequence: 1);
        Rig.Services.Forbids.LiftAsync(Databases.Name);
        Run(client, Rig.Primary, Wire.Execute(id, Typed), Wire.Execute(7, Typed), Wire.Ok());
    }

    [TestMethod]
    public void Long_data_of_a_refused_execution_is_not_used_by_the_next_one()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Primary, Write, 7, columns: 0);
        client.Send(Wire.LongData(id, 0, "half"u8));
        Assert.Contains(Described(Wire.LongData(7, 0, "half"u8)), Rig.Primary.History);
        Forbid("UPDATE");
        client.Send(Wire.Execute(id, Typed));
        client.AssertError(2910, sequence: 1);
        ServerConnection connection = Awaiting(Rig.Primary, "COM_26 07000000");
        connection.Send(Wire.Ok());
        Assert.IsEmpty(client.Take());
        Rig.Services.Forbids.LiftAsync(Databases.Name);
        Run(client, Rig.Primary, Wire.Execute(id, Typed), Wire.Execute(7, Typed), Wire.Ok());
    }

    [TestMethod]
    public void A_text_that_the_first_server_has_to_explain_is_judged_when_it_has()
    {
        // A backslash before a quote: what is string and what is code hangs on the server's sql_mode.
        const string Innocent = """SELECT 'a\'; INSERT INTO t VALUES (1) -- '""";
        const string Guilty = """SELECT 'a\'; INSERT INTO t VALUES (1) -- """;
        TestClient first = Rig.LoggedIn(MultiClient);
        Forbid("INSERT");
        AssertPasses(first, Innocent);

        Rig.Primary.SqlMode = "NO_BACKSLASH_ESCAPES";
        foreach (ServerConnection connection in Rig.Primary.Connections)
            connection.HangUp();
        TestClient second = Rig.LoggedIn(MultiClient);
        second.Query(Guilty);
        second.AssertError(2910);
        Assert.DoesNotContain($"QUERY {Guilty}", Rig.Primary.History);
        second.AssertAlive();
    }

    [TestMethod]
    public void A_long_statement_is_refused_by_its_head_where_that_is_enough()
    {
        TestClient client = Rig.LoggedIn();
        Forbid("INSERT");
        byte[] packet = LongQuery("INSERT INTO t VALUES (1)");
        client.Send(packet[..100_000]);
        Assert.AreEqual(0, Rig.Services.HeldBudget.Held);
        client.Send(packet[100_000..]);
        client.AssertError(2910, sequence: 1);
        client.AssertAlive();
    }

    [TestMethod]
    public void A_long_statement_is_held_where_its_tail_may_be_forbidden()
    {
        TestClient client = Rig.LoggedIn();
        ForbidTable("secret", "SELECT");
        client.Send(LongQuery("INSERT INTO t SELECT", " FROM secret"));
        client.AssertError(2910, sequence: 1);
        byte[] innocent = LongQuery("INSERT INTO t SELECT", " FROM open");
        client.Send(innocent[..100_000]);
        Assert.IsEmpty(Rig.Primary.Connections);
        client.Send(innocent[100_000..]);
        Assert.HasCount(1, Rig.Primary.Latest.History);
    }

    [TestMethod]
    public void A_statement_that_is_too_long_to_be_held_is_refused()
    {
        Rig.Session.Set(Rig.Session.Value with { MaxHeldStatement = 1 << 17 });
        TestClient client = Rig.LoggedIn();
        ForbidTable("secret", "SELECT");
        client.Send(LongQuery("INSERT INTO t SELECT", " FROM open"));
        client.AssertError(1153, sequence: 1);
        client.AssertAlive();
        Rig.Services.Forbids.LiftAsync(Databases.Name);
        client.Send(LongQuery("INSERT INTO t SELECT", " FROM secret"));
        Assert.HasCount(1, Rig.Primary.Latest.History);
    }

    private static byte[] LongQuery(string head, string tail = "") =>
        Wire.Query($"{head} /* {new string('x', 300_000)} */{tail}");

    private static void AssertError(TestClient client, string message)
    {
        RawPacket error = client.AssertError(2910, sequence: 1);
        Assert.AreEqual("SCE10", error.SqlState);
        Assert.AreEqual(message, error.ErrorMessage);
    }
}
