using System.Net;
using System.Text;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Extensions.Commands;
using SceNettyProxy.Extensions.Sessions;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Handlers.Tests.Custom;

/// <summary>What an interceptor sees, and what becomes of its verdicts on texts that run at once.</summary>
[TestClass]
public sealed class InterceptorTests : CustomTest
{
    [TestMethod]
    public void An_interceptor_sees_who_sends_what()
    {
        List<string> facts = [];
        SessionInfo? session = null;
        Serve(new Scripted(command =>
        {
            session = command.Session;
            facts.Add($"{command.Kind} {command.StatementCount} {command.Verb(0)} {command.IsRead} {command.Schema} {command.IsTextWhole}");
            Assert.AreEqual("SELECT 1", Encoding.UTF8.GetString(command.TextBytes.Span));
            return CommandVerdict.Allow;
        }));
        TestClient client = Rig.LoggedIn();
        client.Read();
        Assert.AreEqual("Query 1 SELECT True shop_real True", facts.Single());
        Assert.AreEqual(("shop", "app", client.Session.ConnectionId), (session!.Database, session.User, session.ConnectionId));
        Assert.AreEqual(IPAddress.Loopback, session.ClientAddress);
        Assert.AreEqual((ulong)client.Session.Capabilities, session.Capabilities);
        Assert.AreEqual(1, Status().Calls);
    }

    [TestMethod]
    public void Each_statement_of_a_text_has_its_verb()
    {
        List<string> verbs = [];
        Serve(new Scripted(command =>
        {
            for (int i = 0; i < command.StatementCount; i++)
                verbs.Add(command.Verb(i));
            return CommandVerdict.Deny(5001, "45000", "no");
        }));
        TestClient client = Rig.LoggedIn(Wire.PlainClient | Wire.MultiStatements);
        client.Query("SELECT 1; LOCK TABLES t READ; WITH a AS (SELECT 1) SELECT * FROM a; /*!50000 DELETE FROM t */; LOAD DATA INFILE 'f' INTO TABLE t");
        CollectionAssert.AreEqual(new[] { "SELECT", "LOCK TABLES", "SELECT", "DELETE", "LOAD DATA" }, verbs);
        client.AssertError(5001, sequence: 1);
        Assert.IsEmpty(client.TakePackets(), "one text has one answer");
        Assert.IsEmpty(Rig.Primary.Connections);
    }

    [TestMethod]
    public void A_denial_is_the_error_as_it_was_given()
    {
        Serve(new Scripted(static _ => CommandVerdict.Deny(5001, "45000", "not on Mondays")));
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        CollectionAssert.AreEqual(Wire.Error(1, 5001, "45000", "not on Mondays"), client.Take());
        Assert.IsEmpty(Rig.Replica.Connections);
        client.AssertAlive();
        Assert.AreEqual((1L, 1L, 0L), (Status().Calls, Status().Denials, Status().Failures));
    }

    [TestMethod]
    public void A_rewritten_text_is_what_the_server_gets_and_what_is_routed()
    {
        Serve(new Scripted(static _ => CommandVerdict.Rewrite("UPDATE t SET a = 2")));
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        Assert.AreEqual("QUERY UPDATE t SET a = 2", Rig.Primary.Latest.History.Single());
        Rig.Primary.Latest.Send(Wire.Ok());
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
        Assert.AreEqual(1, Status().Rewrites);
    }

    [TestMethod]
    public void A_rewritten_text_is_judged_again()
    {
        Serve(new Scripted(static _ => CommandVerdict.Rewrite("UPDATE t SET a = 2")));
        Rig.Apply(Databases.Shop with { Users = [new UserDefinition { Name = Databases.User, Password = Databases.Password, ReadOnly = true }] });
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        client.AssertError(2906, sequence: 1);
        Assert.IsEmpty(Rig.Primary.Connections);
        client.AssertAlive();
    }

    [TestMethod]
    [DataRow("USE mysql", 2905)]
    [DataRow("SELECT 1; KILL 7", 1235)]
    public void What_nobody_may_send_cannot_be_rewritten_into(string text, int error)
    {
        Serve(new Scripted(_ => CommandVerdict.Rewrite(text)));
        TestClient client = Rig.LoggedIn(Wire.PlainClient | Wire.MultiStatements);
        client.Query("SELECT 1");
        client.AssertError(error, sequence: 1);
        client.AssertAlive();
    }

    [TestMethod]
    public void A_text_that_becomes_the_proxys_own_is_answered_by_the_proxy()
    {
        Serve(new Scripted(static _ => CommandVerdict.Rewrite("SCE MASTER = 1")));
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
        Assert.IsTrue(client.Session.MasterOnly);
        Assert.IsEmpty(Rig.Replica.Connections);
    }

    [TestMethod]
    public void A_use_that_is_rewritten_away_leaves_nothing_behind()
    {
        Rig.Apply(Databases.Shop with { Schemas = ["extra"] });
        Serve(new Scripted(static command => command.Text == "USE extra" ? CommandVerdict.Rewrite("DO 1") : CommandVerdict.Allow));
        TestClient client = Rig.LoggedIn();
        client.Query("USE extra");
        Assert.AreEqual("QUERY DO 1", Rig.Primary.Latest.History.Single());
        Rig.Primary.Latest.Send(Wire.Ok());
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
        Assert.AreEqual(Databases.Schema, client.Session.State.Schema);
    }

    [TestMethod]
    public void A_rewritten_text_passes_the_interceptors_behind_and_not_those_in_front()
    {
        var first = new Scripted();
        var second = new Scripted(static command => CommandVerdict.Rewrite($"{command.Text} + 1"));
        var third = new Scripted();
        Serve(first, second, third);
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        Assert.AreEqual("QUERY SELECT 1 + 1", Rig.Replica.Latest.History.Single());
        CollectionAssert.AreEqual(new[] { "SELECT 1" }, first.Seen);
        CollectionAssert.AreEqual(new[] { "SELECT 1" }, second.Seen);
        CollectionAssert.AreEqual(new[] { "SELECT 1 + 1" }, third.Seen);
    }

    [TestMethod]
    public void The_first_interceptor_that_does_not_let_pass_is_the_last_one_asked()
    {
        var second = new Scripted();
        Serve(new Scripted(static _ => CommandVerdict.Deny(5001, "45000", "no")), second);
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        client.AssertError(5001);
        Assert.IsEmpty(second.Seen);
    }

    [TestMethod]
    public void A_text_that_is_not_utf8_keeps_its_bytes_when_it_is_rewritten()
    {
        byte[] text = [.. "SELECT '"u8, 0xE9, 0x80, .. "'"u8];
        Serve(new Scripted(static command => CommandVerdict.Rewrite($"/* c */ {command.Text}")));
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Packet(0, [0x03, .. text]));
        CollectionAssert.AreEqual(
            (byte[])[0x03, .. "/* c */ "u8, .. text], Rig.Replica.Latest.Packets[^1].Payload);
    }

    [TestMethod]
    public void A_character_that_the_clients_bytes_cannot_express_fails_the_command()
    {
        Serve(new Scripted(static command => CommandVerdict.Rewrite($"/* € */ {command.Text}")));
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Packet(0, [0x03, .. "SELECT '"u8, 0xE9, .. "'"u8]));
        client.AssertError(1105, sequence: 1);
        Assert.AreEqual(1, Status().Failures);
        client.AssertAlive();
    }

    [TestMethod]
    public void An_ok_is_an_answer()
    {
        Serve(new Scripted(static _ => CommandVerdict.AnswerOk(3, 7)));
        TestClient client = Rig.LoggedIn();
        client.Query("INSERT INTO t VALUES (1)");
        CollectionAssert.AreEqual(Wire.Ok(affected: 3, insertId: 7), client.Take());
        Assert.IsEmpty(Rig.Primary.Connections);
        Assert.AreEqual(1, Status().Answers);
        client.AssertAlive();
    }

    [TestMethod]
    public void Commands_without_a_statement_are_not_asked_about()
    {
        var interceptor = new Scripted();
        Serve(interceptor);
        TestClient client = Rig.LoggedIn();
        client.AssertAlive();
        client.Send(Wire.Command(0x02, "shop"));
        Assert.IsTrue(client.TakePacket().IsOk);
        Assert.IsEmpty(interceptor.Seen);
    }

    [TestMethod]
    public void An_interceptor_is_asked_for_its_databases_only()
    {
        var shop = new Scripted();
        var other = new Scripted();
        Apply(
            Register("a", shop) with { Databases = ["blog", "shop"] },
            Register("b", other) with { Databases = ["blog"] });
        TestClient client = Rig.LoggedIn();
        client.Read();
        Assert.HasCount(1, shop.Seen);
        Assert.IsEmpty(other.Seen);
        Assert.IsEmpty(other.Started);
    }

    [TestMethod]
    public void Each_session_has_a_state_of_its_own()
    {
        Serve(new Scripted(static command =>
        {
            int count = (int)command.State! + 1;
            command.State = count;
            return CommandVerdict.Deny(5001, "45000", $"{count}");
        })
        { FirstState = 10 });
        TestClient first = Rig.LoggedIn();
        TestClient second = Rig.LoggedIn();
        foreach ((TestClient client, string count) in new[] { (first, "11"), (first, "12"), (second, "11"), (first, "13") })
        {
            client.Query("SELECT 1");
            CollectionAssert.AreEqual(Wire.Error(1, 5001, "45000", count), client.Take());
        }
    }

    [TestMethod]
    public void An_interceptor_hears_of_the_begin_and_the_end_of_a_session()
    {
        var interceptor = new Scripted { FirstState = "mine" };
        Serve(interceptor);
        TestClient client = Rig.LoggedIn();
        Assert.AreEqual(client.Session.ConnectionId, interceptor.Started.Single().ConnectionId);
        Assert.IsEmpty(interceptor.Ended);
        client.HangUp();
        Assert.AreEqual((interceptor.Started[0], (object?)"mine"), interceptor.Ended.Single());
    }

    [TestMethod]
    public void The_attributes_of_a_query_survive_a_rewrite()
    {
        Serve(new Scripted(static command => CommandVerdict.Rewrite($"{command.Text} + 1")));
        const uint QueryAttributes = 0x0800_0000;
        Rig.Replica.Greeting = Wire.Greeting(flags: Wire.ServerFlags | QueryAttributes);
        Rig.Replica.Answer = static command => command.Contains("sql_mode", StringComparison.Ordinal) ? Wire.Value("") : null;
        Rig.Services.Identity.Learn(new HandshakeV10
        {
            ServerVersion = "8.0.36",
            ConnectionId = 1,
            Scramble = new byte[20],
            Capabilities = CapabilityFlags.QueryAttributes,
        });
        TestClient client = Rig.LoggedIn(Wire.PlainClient | QueryAttributes);
        byte[] attributes = [1, 1, 0, 1, 0xFE, 0, 5, .. "trace"u8, 3, .. "abc"u8];
        client.Send(Wire.Packet(0, [0x03, .. attributes, .. "SELECT 1"u8]));
        CollectionAssert.AreEqual((byte[])[0x03, .. attributes, .. "SELECT 1 + 1"u8], Rig.Replica.Latest.Packets[^1].Payload);
    }

    [TestMethod]
    public void Usage_counts_the_statements_of_a_rewritten_text_too()
    {
        Serve(new Scripted(static _ => CommandVerdict.Rewrite("UPDATE t SET a = 2")));
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        UsageTotals used = Rig.Usage.Find(Databases.Name)!.SinceStart;
        Assert.AreEqual((1L, 1L), (used.Statements(UsageVerb.Select), used.Statements(UsageVerb.Update)));
    }

    [TestMethod]
    public void An_operator_cannot_be_locked_out_by_a_handler()
    {
        var interceptor = new Scripted(static _ => CommandVerdict.Deny(5001, "45000", "no"));
        Serve(interceptor);
        Rig.Admin.Set(new AdminOptions { User = "boss", Password = "key", AuthedIps = Databases.Anybody });
        TestClient boss = Rig.Connect().LogIn("boss", "key", "sce");
        boss.Query("SCE WHOAMI");
        Assert.IsFalse(boss.TakePackets()[0].IsError);
        Assert.IsEmpty(interceptor.Seen);
        TestClient client = Rig.LoggedIn();
        client.Query("SCE WHOAMI");
        client.AssertError(5001);
    }
}
