using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Policies;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Policy;

/// <summary>Where in a session the policy is asked, and what becomes of what it refuses.</summary>
[TestClass]
public sealed class SqlWhitelistFilterTests : ProxyTest
{
    private const uint SeveralStatements = Wire.PlainClient | Wire.MultiStatements;

    private static DatabaseDefinition Shop(string policy) => Databases.Shop with { SqlPolicy = policy };

    [TestMethod]
    public void A_refused_statement_reaches_no_server_and_the_session_goes_on()
    {
        TestClient client = LoggedIn("standard");
        client.Query("TRUNCATE TABLE t");
        RawPacket error = client.AssertError(2906, sequence: 1);
        Assert.AreEqual(("SCE06", "SQL statement is forbidden"), (error.SqlState, error.ErrorMessage));
        Assert.IsEmpty(Rig.Primary.Connections);
        client.Write();
        client.Read();
    }

    [TestMethod]
    public void In_the_servers_flavour_the_error_is_the_servers()
    {
        Rig.Session.Set(Rig.Session.Value with { Errors = ErrorFlavour.Mysql });
        TestClient client = LoggedIn("standard");
        client.Query("TRUNCATE TABLE t");
        Assert.AreEqual("42000", client.AssertError(1148).SqlState);
        client.Query("CREATE TABLE t (a INT) ENGINE=MyISAM");
        Assert.AreEqual("Unknown storage engine 'MyISAM'", client.AssertError(1286).ErrorMessage);
    }

    [TestMethod]
    public void Engines_have_errors_of_their_own()
    {
        TestClient client = LoggedIn("standard");
        client.Query("CREATE TABLE t (a INT) ENGINE=`My``ISAM`");
        Assert.AreEqual("Engine 'My`ISAM' isn't being supported", client.AssertError(2907).ErrorMessage);
        client.Query("CREATE TABLE t (a INT)");
        Assert.AreEqual("Engine isn't specified.", client.AssertError(2908).ErrorMessage);
    }

    [TestMethod]
    public void A_policy_counts_from_the_next_command_on()
    {
        TestClient client = LoggedIn("transparent");
        client.Write("TRUNCATE TABLE t");
        Rig.Apply(Shop("standard"));
        client.Query("TRUNCATE TABLE t");
        client.AssertError(2906);
        Rig.Apply(Shop("transparent"));
        client.Write("TRUNCATE TABLE t");
    }

    [TestMethod]
    public void Rules_of_ones_own_change_live_too()
    {
        SqlPolicyDefinition own = SqlPolicies.Standard with { Name = "own" };
        Rig.Policies.Set(new SqlPolicies([own]));
        TestClient client = LoggedIn("own");
        client.Write("DELETE FROM t");
        Rig.Policies.Set(new SqlPolicies([own with { RequireWhere = true }]));
        client.Query("DELETE FROM t");
        client.AssertError(2906);
        client.Write("DELETE FROM t WHERE a");
    }

    [TestMethod]
    public void A_database_whose_policy_is_gone_lets_nothing_pass()
    {
        TestClient client = LoggedIn("gone");
        client.Query("SELECT 1");
        client.AssertError(2906);
        client.AssertAlive();
    }

    [TestMethod]
    public void The_proxys_own_statements_always_pass()
    {
        TestClient client = LoggedIn("gone");
        client.Query("SCE MASTER = 1");
        Assert.IsTrue(client.TakePacket().IsOk);
        client.Query("SELECT CONNECTION_ID()");
        Assert.IsNotEmpty(client.Take());
        client.Query("KILL QUERY 4000000");
        client.AssertError(1094);
    }

    [TestMethod]
    public void A_long_write_is_held_until_its_end_has_been_seen()
    {
        TestClient client = LoggedIn("standard");
        byte[] command = Wire.PaddedQuery("INSERT INTO t VALUES ('", 300_000, end: "', load_file('x'))");
        client.Send(command[..200_000]);
        Assert.IsEmpty(Rig.Primary.Connections);
        client.Send(command[200_000..]);
        client.AssertError(2906, sequence: 1);
        Assert.IsEmpty(Rig.Primary.Connections);

        byte[] harmless = Wire.PaddedQuery("INSERT INTO t VALUES ('", 300_000, end: "')");
        client.Send(harmless[..200_000], harmless[200_000..]);
        Rig.Primary.Latest.Send(Wire.Ok());
        Assert.IsTrue(client.TakePacket().IsOk);
    }

    [TestMethod]
    public void A_text_of_two_packets_is_judged_across_their_border()
    {
        UseUnpooledBuffers();
        TestClient client = LoggedIn("standard");

        // The name of the function stands half in each packet.
        byte[] command = Wire.LongCommand(
            [0x03, .. Wire.Text("INSERT INTO t VALUES ('" + new string('x', 0xFF_FFFF - 31) + "', load_file('x'))")]);
        client.Send(command);
        client.AssertError(2906, sequence: 2);
        Assert.IsEmpty(Rig.Primary.Connections);
        client.AssertAlive();
    }

    [TestMethod]
    public void What_is_too_long_to_be_held_is_refused_behind_its_last_packet()
    {
        Rig.Session.Set(Rig.Session.Value with { MaxHeldStatement = 100_000 });
        TestClient client = LoggedIn("standard");
        byte[] command = Wire.PaddedQuery("INSERT INTO t VALUES ('", 300_000, end: "')");
        client.Send(command[..150_000]);
        Assert.IsEmpty(client.Take());
        client.Send(command[150_000..]);
        Assert.AreEqual("08S01", client.AssertError(1153, sequence: 1).SqlState);
        Assert.IsEmpty(Rig.Primary.Connections);
        client.Write();
    }

    [TestMethod]
    public void A_policy_may_have_a_length_of_its_own()
    {
        Rig.Policies.Set(new SqlPolicies([SqlPolicies.Standard with { Name = "short", MaxLength = 20 }]));
        TestClient client = LoggedIn("short");
        client.Query("SELECT '12345678901'");
        Assert.AreEqual(1, Rig.Replica.Connections.Count);
        Rig.Replica.Latest.Send(Wire.Value("1"));
        client.Take();
        client.Query("SELECT '123456789012'");
        client.AssertError(1153);
    }

    [TestMethod]
    public void A_prepared_text_is_judged_like_any_other()
    {
        TestClient client = LoggedIn("standard");
        client.Send(Wire.Prepare("CALL p(?)"));
        client.AssertError(2906);
        client.Send(Wire.Prepare("PREPARE s FROM 'SELECT 1'"));
        client.AssertError(2906);
        Prepare(client, "SELECT ?");
        client.AssertAlive();
    }

    [TestMethod]
    public void An_execution_under_another_policy_is_judged_again()
    {
        TestClient client = LoggedIn("transparent");
        Prepare(client, "TRUNCATE TABLE t", onPrimary: true);
        Execute(client);
        Rig.Apply(Shop("standard"));
        client.Send(Wire.Execute(1));
        client.AssertError(2906);
        Rig.Apply(Shop("transparent"));
        Execute(client);
    }

    [TestMethod]
    public void Text_statements_run_only_under_the_policy_that_saw_their_text()
    {
        TestClient client = LoggedIn("standard");
        client.Query("EXECUTE s");
        client.AssertError(2906);
        client.Write("PREPARE s FROM 'DELETE FROM t'");
        client.Write("EXECUTE S");

        // Whatever was prepared meanwhile, nobody has looked at it.
        Rig.Apply(Shop("transparent"));
        client.Write("PREPARE s FROM 'TRUNCATE TABLE t'");
        Rig.Apply(Shop("standard"));
        client.Query("EXECUTE s");
        client.AssertError(2906);
        client.Write("PREPARE s FROM 'DELETE FROM t'");
        client.Write("EXECUTE `s`");
    }

    [TestMethod]
    public void What_one_version_of_a_policy_let_be_prepared_another_judges_again()
    {
        SqlPolicyDefinition own = SqlPolicies.Standard with { Name = "own" };
        Rig.Policies.Set(new SqlPolicies([own]));
        TestClient client = LoggedIn("own");
        Prepare(client, "DELETE FROM t", onPrimary: true);
        Execute(client);
        client.Write("PREPARE s FROM 'DELETE FROM t'");
        client.Write("EXECUTE s");
        Rig.Policies.Set(new SqlPolicies([own with { RequireWhere = true }]));
        client.Send(Wire.Execute(1));
        client.AssertError(2906);
        client.Query("EXECUTE s");
        client.AssertError(2906);
        client.Write("PREPARE s FROM 'DELETE FROM t WHERE a'");
        client.Write("EXECUTE s");
    }

    [TestMethod]
    public void A_reset_forgets_text_statements()
    {
        TestClient client = LoggedIn("standard");
        client.Write("PREPARE s FROM 'DELETE FROM t'");
        client.Send(Wire.Command(0x1F));
        Assert.IsTrue(client.TakePacket().IsOk);
        client.Query("EXECUTE s");
        client.AssertError(2906);
    }

    [TestMethod]
    public void The_first_text_waits_for_the_server_that_tells_how_it_is_read()
    {
        TestClient client = LoggedIn("standard");
        client.Write("INSERT INTO t VALUES ('it\\'s; fine')");

        Rig.Primary.SqlMode = "NO_BACKSLASH_ESCAPES";
        TestClient other = Rig.LoggedIn();
        other.Query("INSERT INTO t VALUES ('\\'); DROP TABLE t; -- ')");
        other.AssertError(2906);
        Assert.IsEmpty(Rig.Primary.History.Where(static command => command.Contains("DROP", StringComparison.Ordinal)));
        other.AssertAlive();
    }

    [TestMethod]
    public void A_first_text_that_no_mode_could_help_needs_no_server()
    {
        TestClient client = LoggedIn("standard");
        client.Query("SELECT 'x");
        client.AssertError(2906);
        Assert.IsEmpty(Rig.Primary.Connections);
    }

    [TestMethod]
    public void Servers_are_told_that_a_text_is_one_statement_whatever_the_client_negotiated()
    {
        Rig.Apply(Shop("standard"));
        TestClient client = Rig.LoggedIn(SeveralStatements);
        client.Query("DELETE FROM t; DELETE FROM u");
        client.AssertError(2906);
        ServerConnection primary = client.Write();
        Assert.DoesNotContain("SET_OPTION 0", string.Join('|', primary.History));

        Rig.Apply(Shop("transparent"));
        client.Write();
        Assert.IsTrue(primary.History.Any(static command => command.StartsWith("SET_OPTION", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Several_statements_are_judged_each_where_the_policy_lets_them_pass()
    {
        Rig.Policies.Set(new SqlPolicies([SqlPolicies.Standard with { Name = "several", MultiStatements = true }]));
        Rig.Apply(Shop("several"));
        TestClient client = Rig.LoggedIn(SeveralStatements);
        client.Query("DELETE FROM t; TRUNCATE u");
        client.AssertError(2906);
        client.Write("DELETE FROM t; DELETE FROM u");
    }

    [TestMethod]
    [DataRow((byte)0x04, "t\0", DisplayName = "FIELD_LIST is SHOW COLUMNS")]
    [DataRow((byte)0x05, "d", DisplayName = "CREATE_DB is CREATE DATABASE")]
    [DataRow((byte)0x06, "d", DisplayName = "DROP_DB is DROP DATABASE")]
    [DataRow((byte)0x09, "", DisplayName = "STATISTICS is SHOW STATUS")]
    [DataRow((byte)0x0A, "", DisplayName = "PROCESS_INFO is SHOW PROCESSLIST")]
    [DataRow((byte)0x1B, "\0\0", DisplayName = "SET_OPTION for several statements")]
    public void A_command_that_means_a_statement_is_judged_as_that_statement(byte code, string argument)
    {
        TestClient client = LoggedIn("standard");
        client.Send(Wire.Command(code, argument));
        client.AssertError(2906, sequence: 1);
        Assert.IsEmpty(Rig.Primary.Connections);
        Assert.IsEmpty(Rig.Replica.Connections);
        Rig.Apply(Shop("transparent"));
        Rig.Primary.AgreesToSetup = false;
        client.Send(Wire.Command(code, argument));
        Assert.IsEmpty(client.Take());
        Assert.AreEqual(1, Rig.Primary.Connections.Count + Rig.Replica.Connections.Count);
        ServerConnection server = Rig.Primary.Connections.Concat(Rig.Replica.Connections).Single();
        server.Send(code == 0x09 ? Wire.Packet(1, "Uptime"u8) : Wire.Error(1, 1064, "42000", "x"));
        Assert.HasCount(1, client.TakePackets());
    }

    [TestMethod]
    public void The_name_of_a_table_counts_in_a_command_too()
    {
        Rig.Policies.Set(new SqlPolicies(
        [
            SqlPolicies.Internal with { Name = "own", Tables = new NameRules([], ["secret"]) },
        ]));
        TestClient client = LoggedIn("own");
        client.Send(Wire.Command(0x04, "secret\0"));
        client.AssertError(2906);
        client.Query("SHOW COLUMNS FROM secret");
        client.AssertError(2906);
    }

    [TestMethod]
    public void Refresh_reaches_a_server_only_where_the_policy_names_it()
    {
        Rig.Policies.Set(new SqlPolicies([SqlPolicies.Standard with { Name = "own", Commands = PolicyCommands.Refresh }]));
        TestClient client = LoggedIn("own");
        client.Send(Wire.Packet(0, 0x08, 0));
        client.AssertError(1227);
        client.Send(Wire.Packet(0, 0x07, 1));
        Assert.IsEmpty(client.Take());
        Rig.Primary.Latest.Send(Wire.Ok());
        Assert.IsTrue(client.TakePacket().IsOk);
    }

    [TestMethod]
    public void A_read_only_user_refreshes_nothing_whatever_the_policy_says()
    {
        Rig.Policies.Set(new SqlPolicies([SqlPolicies.Standard with { Name = "own", Commands = PolicyCommands.Refresh }]));
        Rig.Apply(Shop("own") with
        {
            Users = [new UserDefinition { Name = Databases.User, Password = Databases.Password, ReadOnly = true }],
        });
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Packet(0, 0x07, 1));
        client.AssertError(1227);
        Assert.IsEmpty(Rig.Primary.Connections);
    }

    [TestMethod]
    public void USE_of_the_own_name_passes_as_a_statement_and_as_a_command()
    {
        TestClient client = LoggedIn("standard");
        client.Query($"USE {Databases.Name}");
        Rig.Primary.Latest.Send(Wire.Ok());
        Assert.IsTrue(client.TakePacket().IsOk);
        client.Send(Wire.Command(0x02, Databases.Schema));
        Assert.IsTrue(client.TakePacket().IsOk);
        client.Query("USE mysql");
        client.AssertError(2905);
    }

    private TestClient LoggedIn(string policy)
    {
        Rig.Apply(Shop(policy));
        return Rig.LoggedIn();
    }

    private void Prepare(TestClient client, string sql, bool onPrimary = false)
    {
        client.Send(Wire.Prepare(sql));
        ServerConnection server = (onPrimary ? Rig.Primary : Rig.Replica).Latest;
        server.Send(Wire.Prepared(9, columns: 0, parameters: sql.Contains('?', StringComparison.Ordinal) ? 1 : 0));
        Assert.IsNotEmpty(client.Take());
    }

    private void Execute(TestClient client)
    {
        client.Send(Wire.Execute(1));
        Rig.Primary.Latest.Send(Wire.Ok());
        Assert.IsTrue(client.TakePacket().IsOk);
    }
}
