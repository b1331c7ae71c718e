using SceNettyProxy.Handlers.Tests.PrivateSql;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Tenancy.Learning;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Policy.Digests;

/// <summary>What sessions learn, what they refuse, and what is shown of it.</summary>
[TestClass]
public sealed class LearningFilterTests : PrivateSqlTest
{
    [TestMethod]
    public void Without_learning_nothing_is_noted()
    {
        TestClient client = LoggedIn(LearningMode.Off);
        client.Read("SELECT a FROM t WHERE b = 1");
        Assert.IsNull(Rig.Services.LearnedDigests.Find(Databases.Name));
    }

    [TestMethod]
    public void What_was_recorded_passes_and_all_else_is_refused()
    {
        TestClient client = LoggedIn(LearningMode.Record);
        client.Read("SELECT a FROM t WHERE b = 1");
        SetMode(LearningMode.Enforce);
        client.Read("select a  from t where b = 'x' -- y");
        client.Query("SELECT a FROM t WHERE b = 1 OR 1 = 1");
        RawPacket error = client.AssertError(2906, sequence: 1);
        Assert.AreEqual("SCE06", error.SqlState);
        client.Query("DELETE FROM t");
        client.AssertError(2906);
        client.Read("SELECT a FROM t WHERE b = 3");
        Assert.DoesNotContain("QUERY DELETE FROM t", Rig.Primary.History);
    }

    [TestMethod]
    public void Under_show_all_pass_and_what_is_unknown_stays_so()
    {
        TestClient client = LoggedIn(LearningMode.Record);
        client.Read("SELECT 1");
        SetMode(LearningMode.Show);
        client.Write("UPDATE t SET a = 5");
        client.Read("SELECT 2");
        ClientTable status = Ask(client, "SCE DIGEST STATUS");
        Assert.AreEqual("SELECT ?|2|yes; UPDATE t SET a = ?|1|no", Shown(status));
        SetMode(LearningMode.Enforce);
        client.Query("UPDATE t SET a = 6");
        client.AssertError(2906);
    }

    [TestMethod]
    public void The_status_shows_digest_times_and_verdict_and_no_literal()
    {
        TestClient client = LoggedIn(LearningMode.Record);
        client.Read("SELECT 'secret'");
        string?[] row = Ask(client, "SCE DIGEST STATUS").Rows.Single();
        Assert.AreEqual(Databases.Name, row[0]);
        StringAssert.Matches(row[1], new("^[0-9a-f]{16}$"));
        string now = Rig.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        CollectionAssert.AreEqual(new[] { "1", now, now, "allowed", "yes", "SELECT ?" }, row[2..]);
    }

    [TestMethod]
    public void What_the_policy_refuses_is_shown_with_its_verdict_and_never_known()
    {
        TestClient client = LoggedIn(LearningMode.Record, "standard");
        client.Query("TRUNCATE TABLE t");
        client.AssertError(2906);
        Assert.AreEqual("TRUNCATE TABLE t|0|no", Shown(Ask(client, "SCE DIGEST STATUS")));
        Assert.AreEqual("statement", Ask(client, "SCE DIGEST STATUS").Rows.Single()[5]);
    }

    [TestMethod]
    public void Each_statement_of_a_text_must_be_known()
    {
        Rig.Apply(Shop(LearningMode.Record));
        TestClient client = Rig.LoggedIn(Wire.PlainClient | Wire.MultiStatements);
        client.Write("UPDATE t SET a = 1");
        client.Write("DELETE FROM t WHERE a = 1");
        SetMode(LearningMode.Enforce);
        foreach (string sql in (string[])["UPDATE t SET a = 2; DELETE FROM t", "DELETE FROM t; UPDATE t SET a = 2"])
        {
            client.Query(sql);
            client.AssertError(2906);
        }

        client.Write("UPDATE t SET a = 2");
    }

    [TestMethod]
    public void A_prepared_statement_is_judged_by_its_text_when_prepared_and_when_run()
    {
        TestClient client = LoggedIn(LearningMode.Record);
        Prepare(client, "UPDATE t SET a = ?");
        Assert.AreEqual("UPDATE t SET a = ?|0|yes", Shown(Ask(client, "SCE DIGEST STATUS")));
        Execute(client, 1);
        Execute(client, 1);
        Assert.AreEqual("UPDATE t SET a = ?|2|yes", Shown(Ask(client, "SCE DIGEST STATUS")));
        SetMode(LearningMode.Enforce);
        Execute(client, 1);
        client.Send(Wire.Prepare("UPDATE t SET b = ?"));
        client.AssertError(2906);
        client.Write("UPDATE t SET a = 5");
    }

    [TestMethod]
    public void What_was_prepared_before_learning_is_judged_when_it_runs()
    {
        TestClient client = LoggedIn(LearningMode.Off);
        Prepare(client, "UPDATE t SET a = 1");
        SetMode(LearningMode.Enforce);
        client.Send(Wire.Execute(1));
        client.AssertError(2906);
        SetMode(LearningMode.Record);
        Execute(client, 1);
        SetMode(LearningMode.Enforce);
        Execute(client, 1);
    }

    [TestMethod]
    [DataRow(LearningMode.Off)]
    [DataRow(LearningMode.Show)]
    public void A_text_that_was_prepared_unknown_is_not_executed_under_enforce(LearningMode before)
    {
        SetMode(LearningMode.Record);
        TestClient recorded = Rig.LoggedIn();
        TestClient client = Rig.LoggedIn();
        recorded.Write("PREPARE s FROM 'SELECT 1'");
        recorded.Write("EXECUTE s");
        client.Write("PREPARE s FROM 'SELECT 1'");
        SetMode(before);
        client.Write("PREPARE s FROM 'DELETE FROM t'");
        SetMode(LearningMode.Enforce);
        client.Query("EXECUTE S");
        client.AssertError(2906, sequence: 1);
        client.Query("/*!50000 EXECUTE `s` */");
        client.AssertError(2906);
        Assert.AreEqual("enforce: refused, not known", Ask(client, "SCE EXPLAIN ROUTE EXECUTE s")["learning"]);
        Assert.AreEqual("enforce: allowed, known", Ask(client, "SCE EXPLAIN ROUTE PREPARE s FROM 'SELECT 1'")["learning"]);
        client.Query("EXECUTE s");
        client.AssertError(2906);
        client.Write("PREPARE `s` FROM 'SELECT 1'");
        client.Write("EXECUTE s");
    }

    /// <summary>Servers refuse it, so the name stands for what it stood for before.</summary>
    [TestMethod]
    public void A_prepare_that_is_itself_prepared_gives_no_name()
    {
        TestClient client = LoggedIn(LearningMode.Record);
        client.Write("PREPARE s FROM 'SELECT 1'");
        client.Write("EXECUTE s");
        SetMode(LearningMode.Off);
        client.Write("PREPARE s FROM 'DELETE FROM t'");
        SetMode(LearningMode.Enforce);
        client.Send(Wire.Prepare("PREPARE s FROM 'SELECT 1'"));
        Rig.Primary.Latest.Send(Wire.Error(1, 1295, "HY000", "not in the prepared statement protocol"));
        client.AssertError(1295);
        client.Query("EXECUTE s");
        client.AssertError(2906);
    }

    [TestMethod]
    public void What_was_prepared_known_is_executed_until_a_reset()
    {
        TestClient client = LoggedIn(LearningMode.Record);
        client.Write("PREPARE s FROM 'SELECT 1'");
        client.Write("EXECUTE s");
        SetMode(LearningMode.Enforce);
        client.Write("EXECUTE s");
        client.Send(Wire.Command(0x1F));
        Rig.Primary.Latest.Send(Wire.Ok());
        Assert.IsTrue(client.TakePacket().IsOk);
        client.Query("EXECUTE s");
        client.AssertError(2906);
    }

    [TestMethod]
    public void A_prepare_among_others_counts_within_its_text_only()
    {
        Rig.Apply(Shop(LearningMode.Record));
        TestClient client = Rig.LoggedIn(Wire.PlainClient | Wire.MultiStatements);
        const string batch = "DELETE FROM t WHERE a = 1; PREPARE s FROM 'SELECT 1'; EXECUTE s";
        client.Write(batch);
        client.Write("EXECUTE s");
        SetMode(LearningMode.Enforce);
        client.Write(batch);
        client.Query("EXECUTE s");
        client.AssertError(2906);
    }

    [TestMethod]
    [DataRow(LearningMode.Enforce, "transparent")]
    [DataRow(LearningMode.Off, "standard")]
    public async Task A_prepare_that_is_refused_later_leaves_its_name_to_what_it_stood_for(LearningMode mode, string policy)
    {
        TestClient client = LoggedIn(LearningMode.Record);
        client.Write("PREPARE s FROM 'SELECT 1'");
        client.Write("EXECUTE s");
        SetMode(LearningMode.Off);
        client.Write("PREPARE s FROM 'DROP TABLE t'");
        SetMode(mode, policy);
        await Rig.Services.Forbids.SetAsync(
            Databases.Name, new ForbidDefinition { Kind = ForbidKind.Permanent, Verbs = ForbidVerbs.From(["PREPARE"]), Reason = "why" });
        client.Query("PREPARE s FROM 'SELECT 1'");
        client.AssertError(2910);
        await Rig.Services.Forbids.LiftAsync(Databases.Name, null);
        client.Query("EXECUTE s");
        client.AssertError(2906);
        client.Write("PREPARE s FROM 'SELECT 1'");
        client.Write("EXECUTE s");
    }

    [TestMethod]
    [DataRow("PREPARE s FROM @a")]
    [DataRow("EXECUTE IMMEDIATE CONCAT('DELETE', ' FROM t')")]
    public void A_text_from_elsewhere_is_never_known(string sql)
    {
        TestClient client = LoggedIn(LearningMode.Record);
        client.Write(sql);
        SetMode(LearningMode.Enforce);
        client.Query(sql);
        client.AssertError(2906);
        Assert.AreEqual("texts without a digest|2|no", Shown(Ask(client, "SCE DIGEST STATUS")));
    }

    [TestMethod]
    public void A_text_that_nobody_can_read_is_refused_under_enforce_only()
    {
        TestClient client = LoggedIn(LearningMode.Show);
        client.Write("UPDATE t SET a = 1");
        client.Write("SELECT 1 /* x");
        SetMode(LearningMode.Enforce);
        client.Query("SELECT 1 /* x");
        client.AssertError(2906);
    }

    [TestMethod]
    public void The_proxys_own_statements_and_kills_are_exempt()
    {
        TestClient client = LoggedIn(LearningMode.Enforce);
        Assert.IsEmpty(Ask(client, "SCE DIGEST STATUS").Rows);
        client.Query("KILL QUERY 4000000");
        client.AssertError(1094);
        client.AssertAlive();
        Assert.IsEmpty(Ask(client, "SCE DIGEST STATUS").Rows);
    }

    [TestMethod]
    public void A_long_write_is_held_until_its_end_has_been_seen()
    {
        TestClient client = LoggedIn(LearningMode.Record);
        client.Write("INSERT INTO t VALUES ('x')");
        SetMode(LearningMode.Enforce);
        int before = Rig.Primary.History.Count();
        byte[] command = Wire.PaddedQuery("INSERT INTO t VALUES ('", 300_000, end: "'), (SLEEP(9))");
        client.Send(command[..200_000]);
        Assert.AreEqual(before, Rig.Primary.History.Count());
        client.Send(command[200_000..]);
        client.AssertError(2906, sequence: 1);

        byte[] harmless = Wire.PaddedQuery("INSERT INTO t VALUES ('", 300_000, end: "')");
        client.Send(harmless);
        Rig.Primary.Latest.Send(Wire.Ok());
        Assert.IsTrue(client.TakePacket().IsOk);
    }

    [TestMethod]
    public void What_is_too_long_to_be_held_is_refused_under_enforce()
    {
        Rig.Session.Set(Rig.Session.Value with { MaxHeldStatement = 100_000 });
        TestClient client = LoggedIn(LearningMode.Enforce);
        client.Send(Wire.PaddedQuery("INSERT INTO t VALUES ('", 300_000, end: "')"));
        client.AssertError(1153);
        Assert.IsEmpty(Rig.Primary.Connections);
    }

    /// <summary>By the default mode the text would end within the string.</summary>
    [TestMethod]
    public void The_first_text_waits_for_the_server_that_tells_how_it_is_read()
    {
        Rig.Primary.SqlMode = "NO_BACKSLASH_ESCAPES";
        Rig.Replica.SqlMode = "NO_BACKSLASH_ESCAPES";
        TestClient client = LoggedIn(LearningMode.Record);
        client.Write(@"UPDATE t SET a = '\'");
        Assert.AreEqual("UPDATE t SET a = ?|1|yes", Shown(Ask(client, "SCE DIGEST STATUS")));
        SetMode(LearningMode.Enforce);
        TestClient other = Rig.LoggedIn();
        other.Query(@"DELETE FROM t WHERE a = '\'");
        other.AssertError(2906);
        other.Write(@"UPDATE t SET a = '\'");
    }

    [TestMethod]
    public void A_tenant_sees_its_own_digests_and_an_operator_all()
    {
        DatabaseDefinition other = Databases.Shop with { Name = "other", Learning = LearningMode.Record };
        Rig.Apply(Shop(LearningMode.Record), other);
        TestClient client = Rig.LoggedIn();
        client.Read("SELECT 1");
        Rig.Services.LearnedDigests.Of("other").Note(1, "SELECT a"u8, learns: true, runs: 1, "allowed", 0);
        Assert.HasCount(1, Ask(client, "SCE DIGEST STATUS").Rows);
        Assert.HasCount(2, Ask(Operator(), "SCE DIGEST STATUS").Rows);
    }

    [TestMethod]
    public async Task Explain_route_tells_digest_tables_and_what_each_rule_says()
    {
        TestClient client = LoggedIn(LearningMode.Record, "standard");
        client.Read("SELECT a FROM t JOIN s.u USING (a)");
        SetMode(LearningMode.Enforce, "standard");
        ClientTable known = Ask(client, "SCE EXPLAIN ROUTE select a from t join s.u using (a)");
        Assert.AreEqual("t, s.u", known["tables"]);
        Assert.AreEqual(Ask(client, "SCE DIGEST STATUS").Rows.Single()[1], known["digest"]);
        Assert.AreEqual("standard: allowed", known["policy"]);
        Assert.AreEqual("allowed", known["forbid"]);
        Assert.AreEqual("enforce: allowed, known", known["learning"]);

        await Rig.Services.Forbids.SetAsync(
            Databases.Name, new ForbidDefinition { Kind = ForbidKind.Permanent, Verbs = ForbidVerbs.From(["TRUNCATE"]), Reason = "why" });
        ClientTable refused = Ask(client, "SCE EXPLAIN ROUTE TRUNCATE TABLE t");
        Assert.AreEqual("standard: statement", refused["policy"]);
        Assert.AreEqual($"['TRUNCATE'] in database {Databases.Name}: why", refused["forbid"]);
        Assert.AreEqual("enforce: refused, not known", refused["learning"]);
        Assert.HasCount(1, Ask(client, "SCE DIGEST STATUS").Rows);
    }

    private static string Shown(ClientTable status) =>
        string.Join("; ", status.Rows.Select(row => $"{row[7]}|{row[2]}|{row[6]}"));

    private static DatabaseDefinition Shop(LearningMode mode, string policy = "transparent") =>
        Databases.Shop with { Learning = mode, SqlPolicy = policy, ReadAfterWrite = TimeSpan.Zero };

    private void SetMode(LearningMode mode, string policy = "transparent") => Rig.Apply(Shop(mode, policy));

    private TestClient LoggedIn(LearningMode mode, string policy = "transparent")
    {
        SetMode(mode, policy);
        return Rig.LoggedIn();
    }

    private void Prepare(TestClient client, string sql)
    {
        client.Send(Wire.Prepare(sql));
        Rig.Primary.Latest.Send(Wire.Prepared(9, columns: 0));
        Assert.IsNotEmpty(client.Take());
    }

    private void Execute(TestClient client, uint id)
    {
        client.Send(Wire.Execute(id));
        Rig.Primary.Latest.Send(Wire.Ok());
        Assert.IsTrue(client.TakePacket().IsOk);
    }
}
