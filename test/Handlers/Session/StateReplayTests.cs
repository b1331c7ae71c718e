using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Session;

/// <summary>The state of a session on the servers that run its statements.</summary>
[TestClass]
public sealed class StateReplayTests : ProxyTest
{
    [TestMethod]
    public void What_was_set_on_the_primary_is_replayed_on_the_replica_in_its_order()
    {
        Rig.Apply(Databases.Shop with { Schemas = ["extra"] });
        TestClient client = Rig.LoggedIn();
        client.Set("SET @a = \"it's\"");
        client.Set("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
        client.Set("SET sql_mode = 'ANSI_QUOTES'");
        client.Set("SET NAMES latin1");
        client.Set("SET time_zone = '+01:00'");
        client.Write("USE extra");
        client.Read();
        CollectionAssert.AreEqual(
            (string[])[
                "INIT_DB extra",
                "QUERY SET NAMES latin1",
                "QUERY SET sql_mode='ANSI_QUOTES', time_zone='+01:00'",
                "QUERY SET @a='it''s'",
                "QUERY SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
                "QUERY SELECT 1",
            ],
            Rig.Replica.Latest.History);
    }

    [TestMethod]
    public void The_replay_of_a_read_goes_in_one_flush_with_it_and_its_answers_are_swallowed()
    {
        TestClient client = Rig.LoggedIn();
        client.Set("SET @a = 1");
        Rig.Replica.AgreesToSetup = false;
        client.Query("SELECT 1");
        ServerConnection replica = Rig.Replica.Latest;
        CollectionAssert.AreEqual((string[])["QUERY SET @a=1", "QUERY SELECT 1"], replica.History);
        byte[] all = [.. Wire.Ok(), .. Wire.Value("1")];
        foreach (byte value in all)
            replica.Send(value);
        CollectionAssert.AreEqual(Wire.Value("1"), client.Take());
    }

    [TestMethod]
    public void A_write_waits_for_the_answers_of_the_replay()
    {
        Rig.Primary.AgreesToSetup = false;
        TestClient client = Rig.LoggedIn(Wire.PlainClient | Wire.MultiStatements);
        client.Query("UPDATE t SET a = 1");
        CollectionAssert.AreEqual((string[])["SET_OPTION 0"], Rig.Primary.Latest.History);
        Rig.Primary.Latest.Send(Wire.Eof(1));
        Assert.AreEqual("QUERY UPDATE t SET a = 1", Rig.Primary.Latest.History[^1]);
    }

    [TestMethod]
    public void A_replay_that_the_primary_refuses_fails_the_write_and_it_does_not_run()
    {
        Rig.Primary.AgreesToSetup = false;
        TestClient client = Rig.LoggedIn(Wire.PlainClient | Wire.MultiStatements);
        client.Query("UPDATE t SET a = 1");
        Rig.Primary.Latest.Send(Wire.Error(1, 1047, "08S01", "Unknown command"));
        client.AssertError(1047, sequence: 1);
        CollectionAssert.AreEqual((string[])["SET_OPTION 0", "QUIT"], Rig.Primary.Latest.History);
        Assert.IsFalse(Rig.Primary.Latest.Channel.Active);
        client.AssertAlive();
    }

    [TestMethod]
    public void A_primary_that_is_lost_during_the_replay_gives_2909()
    {
        Rig.Primary.AgreesToSetup = false;
        TestClient client = Rig.LoggedIn(Wire.PlainClient | Wire.MultiStatements);
        client.Query("UPDATE t SET a = 1");
        Rig.Primary.Latest.HangUp();
        client.AssertError(2909, sequence: 1);
        client.AssertAlive();
    }

    [TestMethod]
    public void A_replay_that_the_replica_refuses_runs_the_read_on_the_primary()
    {
        TestClient client = Rig.LoggedIn();
        client.Set("SET some_new_variable = 1");
        Rig.Replica.AgreesToSetup = false;
        client.Query("SELECT 1");
        Rig.Replica.Latest.Send(Wire.Error(1, 1193, "HY000", "Unknown system variable"));
        Assert.IsFalse(Rig.Replica.Latest.Channel.Active);
        Assert.AreEqual("QUERY SELECT 1", Rig.Primary.Latest.History[^1]);
        Rig.Primary.Latest.Send(Wire.Value("1"));
        CollectionAssert.AreEqual(Wire.Value("1"), client.Take());
    }

    [TestMethod]
    public void Nothing_of_an_answer_under_a_failed_replay_reaches_the_client()
    {
        TestClient client = Rig.LoggedIn();
        client.Set("SET some_new_variable = 1");
        Rig.Replica.AgreesToSetup = false;
        client.Query("SELECT 1");
        Rig.Replica.Latest.Send([.. Wire.Error(1, 1193, "HY000", "Unknown system variable"), .. Wire.Value("wrong")]);
        Assert.IsEmpty(client.Take());
        Rig.Primary.Latest.Send(Wire.Value("right"));
        CollectionAssert.AreEqual(Wire.Value("right"), client.Take());
    }

    [TestMethod]
    public void Only_what_is_new_is_replayed_later()
    {
        TestClient client = Rig.LoggedIn();
        client.Set("SET @a = 1");
        client.Read();
        client.Set("SET @b = 2");
        Rig.Replica.Latest.ClearHistory();
        client.Read();
        client.Read();
        CollectionAssert.AreEqual(
            (string[])["QUERY SET @b=2", "QUERY SELECT 1", "QUERY SELECT 1"], Rig.Replica.Latest.History);
    }

    [TestMethod]
    public void The_settings_of_a_character_set_are_replayed_all_or_none()
    {
        TestClient client = Rig.LoggedIn();
        client.Set("SET NAMES latin1");
        client.Read();
        client.Set("SET character_set_results = NULL");
        Rig.Replica.Latest.ClearHistory();
        client.Read();
        Assert.AreEqual("QUERY SET NAMES latin1, character_set_results=NULL", Rig.Replica.Latest.History[0]);
    }

    [TestMethod]
    public void An_expression_is_read_back_from_the_primary_before_it_is_replayed()
    {
        TestClient client = Rig.LoggedIn();
        client.Set("SET sql_mode = CONCAT(@@sql_mode, ',ANSI')");
        // The text is read by modes that nobody knows yet: what depends on them stays on the primary.
        client.Query("SELECT 1");
        Assert.AreEqual("QUERY SELECT @@session.sql_mode", Rig.Primary.Latest.History[^1]);
        Rig.Primary.Latest.Send(Wire.Value("ANSI_QUOTES"));
        CollectionAssert.AreEqual(
            (string[])["QUERY SET sql_mode='ANSI_QUOTES'", "QUERY SELECT 1"], Rig.Replica.Latest.History);
        Rig.Replica.Latest.Send(Wire.Value("1"));
        CollectionAssert.AreEqual(Wire.Value("1"), client.Take());
        Assert.AreEqual(Codecs.Sql.SqlModes.AnsiQuotes, client.Session.State.Reading.Modes);
    }

    [TestMethod]
    public void A_value_that_cannot_be_written_as_a_literal_keeps_the_read_on_the_primary()
    {
        TestClient client = Rig.LoggedIn();
        client.Set("SET init_connect = CONCAT('a', 'b')");
        client.Query("SELECT 1");
        Rig.Primary.Latest.Send(Wire.Value("back\\slash"));
        Assert.AreEqual("QUERY SELECT 1", Rig.Primary.Latest.History[^1]);
        Rig.Primary.Latest.Send(Wire.Value("1"));
        CollectionAssert.AreEqual(Wire.Value("1"), client.Take());
    }

    [TestMethod]
    public void A_primary_that_is_lost_while_a_value_is_read_back_ends_the_session_which_cannot_be_restored()
    {
        TestClient client = Rig.LoggedIn();
        client.Set("SET wait_timeout = 1 + 1");
        client.Query("SELECT 1");
        Rig.Primary.Latest.HangUp();
        client.AssertClosed();
    }

    [TestMethod]
    public void A_set_that_failed_is_not_replayed()
    {
        Rig.Primary.AgreesToSetup = false;
        TestClient client = Rig.LoggedIn();
        client.Run(Rig.Primary, "SET time_zone = 'nowhere'", Wire.Error(1, 1298, "HY000", "Unknown or incorrect time zone"));
        client.Read();
        CollectionAssert.AreEqual((string[])["QUERY SELECT 1"], Rig.Replica.Latest.History);
    }

    [TestMethod]
    public void After_a_loss_of_the_primary_the_new_connection_gets_everything_again()
    {
        TestClient client = Rig.LoggedIn();
        client.Set("SET @a = 1");
        client.Set("SET NAMES latin1");
        Rig.Primary.Latest.HangUp();
        client.Write();
        CollectionAssert.AreEqual(
            (string[])["QUERY SET NAMES latin1", "QUERY SET @a=1", "QUERY UPDATE t SET a = 1"], Rig.Primary.Latest.History);
    }

    [TestMethod]
    public void The_collation_of_the_login_is_replayed_everywhere()
    {
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        byte[] login = RawLogin.Build("app", "secret", "shop", client.Greeting.Scramble, Wire.PlainClient);
        login[8] = 8;
        client.Send(Wire.Packet(1, login));
        Assert.IsTrue(client.TakePacket().IsOk);
        client.Read();
        Assert.AreEqual("QUERY SET NAMES latin1 COLLATE latin1_swedish_ci", Rig.Replica.Latest.History[0]);
        client.Write();
        Assert.AreEqual("QUERY SET NAMES latin1 COLLATE latin1_swedish_ci", Rig.Primary.Latest.History[0]);
    }

    [TestMethod]
    public void A_collation_of_MySQL_8_becomes_the_default_on_MariaDB()
    {
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        byte[] login = RawLogin.Build("app", "secret", "shop", client.Greeting.Scramble, Wire.PlainClient);
        login[8] = 255;
        client.Send(Wire.Packet(1, login));
        Assert.IsTrue(client.TakePacket().IsOk);
        client.Read();
        Assert.AreEqual("QUERY SET NAMES DEFAULT", Rig.Replica.Latest.History[0]);
    }

    [TestMethod]
    public void Autocommit_off_is_seen_in_the_status_and_keeps_every_statement_on_the_primary()
    {
        TestClient client = Rig.LoggedIn();
        Rig.Primary.AgreesToSetup = false;
        client.Run(Rig.Primary, "SET autocommit = 0", Wire.Ok(status: 0));
        client.ReadOnPrimary(status: 0);
        client.Run(Rig.Primary, "SET autocommit = 1", Wire.Ok());
        client.Read();
    }

    [TestMethod]
    public void Statements_in_a_transaction_stay_on_the_primary_until_its_end()
    {
        TestClient client = Rig.LoggedIn();
        client.Write("START TRANSACTION", Wire.InTransaction);
        client.ReadOnPrimary(status: Wire.InTransaction);
        client.Write("COMMIT");
        client.Read();
    }

    [TestMethod]
    public void A_user_variable_follows_the_session_until_something_may_have_changed_it()
    {
        TestClient client = Rig.LoggedIn();
        client.Set("SET @a = 1");
        client.Read("SELECT @a");
        client.Write("UPDATE t SET a = (@a := 2)");
        client.ReadOnPrimary("SELECT @a");
    }

    [TestMethod]
    [DataRow("LOCK TABLES t WRITE", nameof(PinReasons.TableLocks), "UNLOCK TABLES")]
    [DataRow("FLUSH TABLES WITH READ LOCK", nameof(PinReasons.ReadLock), "UNLOCK TABLES")]
    [DataRow("LOCK INSTANCE FOR BACKUP", nameof(PinReasons.InstanceLock), "UNLOCK INSTANCE")]
    [DataRow("HANDLER t OPEN", nameof(PinReasons.Handler), null)]
    [DataRow("SELECT GET_LOCK('a', 1)", nameof(PinReasons.UserLock), null)]
    [DataRow("CREATE TEMPORARY TABLE x (a INT)", nameof(PinReasons.TemporaryTable), null)]
    [DataRow("PREPARE s FROM 'SELECT 1'", nameof(PinReasons.TextPrepare), null)]
    [DataRow("SELECT 1 INTO @x", nameof(PinReasons.UserVariable), null)]
    [DataRow("SELECT SQL_CALC_FOUND_ROWS 1", nameof(PinReasons.FoundRows), null)]
    [DataRow("CALL p()", nameof(PinReasons.RoutineCall), null)]
    public void A_pin_keeps_the_session_on_the_primary_until_it_is_taken_back(string sql, string pin, string? undo)
    {
        TestClient client = Rig.LoggedIn();
        client.Write(sql);
        Assert.IsTrue(client.Session.Pins.HasFlag(Enum.Parse<PinReasons>(pin)), client.Session.Pins.ToString());
        client.ReadOnPrimary("SELECT 2");
        if (undo is not null)
        {
            client.Write(undo);
        }
        else
        {
            client.Send(Wire.Command(0x1F));
            Assert.IsTrue(client.TakePacket().IsOk);
        }

        Assert.AreEqual(PinReasons.None, client.Session.Pins);
        client.Read();
    }

    [TestMethod]
    public void A_lock_that_the_server_refused_pins_nothing()
    {
        TestClient client = Rig.LoggedIn();
        client.Run(Rig.Primary, "LOCK TABLES t WRITE", Wire.Error(1, 1146, "42S02", "no table"));
        Assert.AreEqual(PinReasons.None, client.Session.Pins);
        client.Run(Rig.Primary, "SELECT GET_LOCK('a', 1) FROM gone", Wire.Error(1, 1146, "42S02", "no table"));
        Assert.AreEqual(PinReasons.None, client.Session.Pins, "it was not run at all");
        client.Run(Rig.Primary, "SELECT GET_LOCK('a', 1), 1/0 FROM t", Wire.Error(1, 1365, "22012", "Division by 0"));
        Assert.AreEqual(PinReasons.UserLock, client.Session.Pins, "expressions may have run before the error");
    }

    [TestMethod]
    public void Set_role_poisons_the_connection_and_it_is_not_pooled()
    {
        TestClient client = Rig.LoggedIn();
        Rig.Primary.AgreesToSetup = false;
        client.Run(Rig.Primary, "SET ROLE boss", Wire.Ok());
        client.HangUp();
        Assert.AreEqual((0, 0), (Rig.PrimaryPool.OpenCount, Rig.PrimaryPool.IdleCount));
        Assert.IsFalse(Rig.Primary.Latest.Channel.Active);
    }

    [TestMethod]
    public void Set_transaction_keeps_the_next_statement_on_the_primary_and_no_other()
    {
        TestClient client = Rig.LoggedIn();
        client.Set("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
        client.ReadOnPrimary();
        client.Read();
        Assert.IsFalse(Rig.Replica.Latest.History.Exists(static command => command.Contains("TRANSACTION", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Reads_stay_on_the_primary_for_the_window_after_a_write()
    {
        Rig.Apply(Databases.Shop with { ReadAfterWrite = TimeSpan.FromSeconds(1) });
        TestClient client = Rig.LoggedIn();
        client.Read();
        client.Write();
        client.ReadOnPrimary();
        Rig.Advance(TimeSpan.FromSeconds(0.9));
        client.ReadOnPrimary();
        Rig.Advance(TimeSpan.FromSeconds(0.2));
        client.Read();
    }

    [TestMethod]
    public void The_window_begins_anew_with_the_commit_of_a_transaction_that_wrote()
    {
        Rig.Apply(Databases.Shop with { ReadAfterWrite = TimeSpan.FromSeconds(1) });
        TestClient client = Rig.LoggedIn();
        client.Write("BEGIN", Wire.InTransaction);
        client.Write("UPDATE t SET a = 1", Wire.InTransaction);
        Rig.Advance(TimeSpan.FromSeconds(10));
        client.Write("COMMIT");
        client.ReadOnPrimary();
        Rig.Advance(TimeSpan.FromSeconds(1.1));
        client.Read();
    }

    [TestMethod]
    public void Commit_release_closes_the_session_behind_its_answer()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("COMMIT RELEASE");
        Rig.Primary.Latest.Send(Wire.Ok());
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
        client.AssertClosed();
    }
}
