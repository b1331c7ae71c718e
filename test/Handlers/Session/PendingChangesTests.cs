using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Tests.Rig;

namespace SceNettyProxy.Handlers.Tests.Session;

/// <summary>What each form of SET leaves behind for other servers.</summary>
[TestClass]
public sealed class PendingChangesTests
{
    private readonly TrackedState state = new();
    private readonly PendingChanges changes = new();
    private PinReasons pins;

    public PendingChangesTests()
    {
        state.Begin("shop_real", 45, 45, multiStatements: true);
        state.LearnServer(ServerFlavor.MariaDb, SqlModes.None);
    }

    [TestMethod]
    [DataRow("SET NAMES utf8mb4", "NAMES utf8mb4")]
    [DataRow("SET NAMES 'latin1' COLLATE 'latin1_bin'", "NAMES 'latin1' COLLATE 'latin1_bin'")]
    [DataRow("SET NAMES DEFAULT", "NAMES DEFAULT")]
    [DataRow("SET CHARACTER SET latin1", "CHARACTER SET latin1")]
    [DataRow("SET CHARSET 'latin1'", "CHARACTER SET 'latin1'")]
    [DataRow("SET sql_mode = ''", "sql_mode=''")]
    [DataRow("SET SESSION sql_mode='ANSI_QUOTES'", "sql_mode='ANSI_QUOTES'")]
    [DataRow("SET @@sql_mode='ANSI_QUOTES'", "sql_mode='ANSI_QUOTES'")]
    [DataRow("SET @@session.sql_mode='ANSI_QUOTES'", "sql_mode='ANSI_QUOTES'")]
    [DataRow("SET LOCAL Time_Zone = '+01:00'", "time_zone='+01:00'")]
    [DataRow("SET `time_zone` = '+01:00'", "time_zone='+01:00'")]
    [DataRow("SET wait_timeout = 28800", "wait_timeout=28800")]
    [DataRow("SET foreign_key_checks = OFF", "foreign_key_checks=OFF")]
    [DataRow("SET lc_time_names = \"it's\"", "lc_time_names='it''s'")]
    [DataRow("SET @a = 1", "@a=1")]
    [DataRow("SET @a = 'x'", "@a='x'")]
    [DataRow("SET @a := NULL", "@a=NULL")]
    [DataRow("SET @A = TRUE", "@a=TRUE")]
    [DataRow("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", "ISOLATION LEVEL READ COMMITTED")]
    [DataRow("SET SESSION TRANSACTION READ ONLY", "READ ONLY")]
    [DataRow("SET tx_isolation = 'SERIALIZABLE'", "tx_isolation='SERIALIZABLE'")]
    public void A_value_that_is_a_literal_is_kept_as_text(string sql, string kept)
    {
        Apply(sql);
        Assert.AreEqual(kept, state.Settings.Single().Sql);
        Assert.AreEqual(PinReasons.None, pins);
    }

    [TestMethod]
    [DataRow("SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')", "sql_mode")]
    [DataRow("SET wait_timeout = DEFAULT", "wait_timeout")]
    [DataRow("SET time_zone = @@global.time_zone", "time_zone")]
    [DataRow("SET wait_timeout = 1 + 1", "wait_timeout")]
    [DataRow("SET lc_time_names = 'it''s'", "lc_time_names")]
    [DataRow("SET lc_time_names = 'back\\\\slash'", "lc_time_names")]
    public void Any_other_value_is_read_back_later(string sql, string key)
    {
        Apply(sql);
        TrackedSetting setting = state.Settings.Single();
        Assert.AreEqual(key, setting.Key);
        Assert.IsNull(setting.Sql);
        Assert.AreSame(setting, state.FirstUnresolved);
    }

    [TestMethod]
    [DataRow("SET @a = NOW()", nameof(PinReasons.UserVariable))]
    [DataRow("SET @a = 'it''s'", nameof(PinReasons.UserVariable))]
    [DataRow("SET @a = @b", nameof(PinReasons.UserVariable))]
    [DataRow("SET @a = word", nameof(PinReasons.UserVariable))]
    [DataRow("SET @`odd name` = 1", nameof(PinReasons.UserVariable))]
    [DataRow("SET timestamp = 1", nameof(PinReasons.UntrackableSet))]
    [DataRow("SET rand_seed1 = 1", nameof(PinReasons.UntrackableSet))]
    [DataRow("SET sql_log_bin = 0", nameof(PinReasons.UntrackableSet))]
    [DataRow("SET gtid_next = 'AUTOMATIC'", nameof(PinReasons.UntrackableSet))]
    [DataRow("SET session_track_schema = 1", nameof(PinReasons.UntrackableSet))]
    public void What_no_other_server_can_be_brought_to_pins_the_session(string sql, string pin)
    {
        Apply(sql);
        Assert.AreEqual(pin, pins.ToString());
        Assert.IsEmpty(state.Settings);
    }

    [TestMethod]
    [DataRow("SET autocommit = 0")]
    [DataRow("SET insert_id = 5")]
    [DataRow("SET last_insert_id = 5")]
    [DataRow("SET GLOBAL wait_timeout = 1")]
    [DataRow("SET @@global.wait_timeout = 1")]
    public void What_the_status_tells_or_no_session_feels_is_not_kept(string sql)
    {
        Apply(sql);
        Assert.IsEmpty(state.Settings);
    }

    [TestMethod]
    public void Every_assignment_of_one_SET_is_kept_in_order()
    {
        Apply("SET @a = 1, sql_mode = '', @b = 'x', NAMES latin1");
        CollectionAssert.AreEqual(
            (string[])["@a=1", "sql_mode=''", "@b='x'", "NAMES latin1"],
            state.Settings.Select(static setting => setting.Sql).ToArray());
    }

    [TestMethod]
    public void A_second_value_takes_the_place_of_the_first()
    {
        Apply("SET @a = 1");
        Apply("SET @a = 2");
        Assert.AreEqual("@a=2", state.Settings.Single().Sql);
    }

    [TestMethod]
    public void Names_takes_the_place_of_every_single_charset_variable_but_of_no_other()
    {
        Apply("SET character_set_results = NULL");
        Apply("SET collation_connection = 'latin1_bin'");
        Apply("SET wait_timeout = 5");
        Apply("SET @a = 1");
        Apply("SET NAMES latin1");
        CollectionAssert.AreEquivalent(
            (string[])["wait_timeout=5", "@a=1", "NAMES latin1"],
            state.Settings.Select(static setting => setting.Sql).ToArray());
    }

    [TestMethod]
    public void A_charset_variable_behind_names_stays_behind_it()
    {
        Apply("SET NAMES latin1");
        Apply("SET character_set_results = NULL");
        CollectionAssert.AreEqual(
            (string[])["NAMES latin1", "character_set_results=NULL"],
            state.Settings.Select(static setting => setting.Sql).ToArray());
    }

    [TestMethod]
    public void Only_statements_that_succeeded_leave_something_behind()
    {
        Apply("SET @a = 1; SET @b = 2; SET @c = NOW(); USE x", completed: 1);
        Assert.AreEqual("@a=1", state.Settings.Single().Sql);
        Assert.AreEqual(PinReasons.None, pins);
    }

    [TestMethod]
    [DataRow("SET NAMES gbk", CharsetFamily.Gbk)]
    [DataRow("SET NAMES 'big5'", CharsetFamily.Big5)]
    [DataRow("SET CHARACTER SET sjis", CharsetFamily.Sjis)]
    [DataRow("SET character_set_client = gb18030", CharsetFamily.Gb18030)]
    [DataRow("SET character_set_client = 'cp932'", CharsetFamily.Sjis)]
    [DataRow("SET NAMES utf8mb4", CharsetFamily.Plain)]
    [DataRow("SET character_set_results = gbk", CharsetFamily.Plain)]
    public void A_character_set_changes_how_text_is_read(string sql, CharsetFamily family)
    {
        Apply(sql);
        Assert.AreEqual(family, state.Reading.Charset);
    }

    [TestMethod]
    [DataRow("SET sql_mode = 'ANSI_QUOTES,STRICT_ALL_TABLES'", SqlModes.AnsiQuotes)]
    [DataRow("SET sql_mode = 'no_backslash_escapes'", SqlModes.NoBackslashEscapes)]
    [DataRow("SET sql_mode = ANSI", SqlModes.AnsiQuotes | SqlModes.IgnoreSpace | SqlModes.PipesAsConcat)]
    [DataRow("SET sql_mode = ''", SqlModes.None)]
    public void A_mode_changes_how_text_is_read(string sql, SqlModes modes)
    {
        Apply(sql);
        Assert.AreEqual(modes, state.Reading.Modes);
        Assert.IsTrue(state.Reading.ModesKnown);
    }

    [TestMethod]
    public void A_mode_that_is_not_known_as_text_makes_the_reading_uncertain_until_it_is_read_back()
    {
        Apply("SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')");
        Assert.IsFalse(state.Reading.ModesKnown);
        state.Resolve(state.FirstUnresolved!, "sql_mode='ANSI_QUOTES'");
        Assert.IsTrue(state.Reading.ModesKnown);
        Assert.AreEqual(SqlModes.AnsiQuotes, state.Reading.Modes);
        Assert.IsNull(state.FirstUnresolved);
    }

    [TestMethod]
    public void A_reset_forgets_all_but_the_schema_and_the_login_collation()
    {
        state.Begin("shop_real", collation: 28, proxyCollation: 45, multiStatements: false);
        Assert.AreEqual("NAMES gbk COLLATE gbk_chinese_ci", state.Settings.Single().Sql);
        Assert.AreEqual(CharsetFamily.Gbk, state.Reading.Charset);
        Apply("SET NAMES latin1, @a = 1, sql_mode = 'ANSI_QUOTES'");
        Apply("SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE");
        state.Schema = "other";
        long before = state.Version;
        state.Reset();
        Assert.AreEqual("NAMES gbk COLLATE gbk_chinese_ci", state.Settings.Single().Sql);
        Assert.AreEqual(CharsetFamily.Gbk, state.Reading.Charset);
        Assert.IsFalse(state.Reading.ModesKnown);
        Assert.IsFalse(state.IsSerializable);
        Assert.AreEqual("other", state.Schema);
        Assert.IsGreaterThan(before, state.Version);
        state.ResetAll();
        Assert.AreEqual("shop_real", state.Schema);
    }

    [TestMethod]
    public void Clearing_forgets_what_was_noted()
    {
        bool before = state.MultiStatements;
        byte[] text = Wire.Text("SET @a = 1");
        StatementBatch batch = new StatementClassifier().Classify(text, state.Reading);
        changes.AddAssignments(0, batch[0], text);
        changes.AddSchema(0, "x");
        changes.MultiStatements = !before;
        changes.Clear();
        changes.Apply(state, int.MaxValue, ref pins);
        Assert.IsEmpty(state.Settings);
        Assert.AreEqual("shop_real", state.Schema);
        Assert.AreEqual(before, state.MultiStatements);
    }

    [TestMethod]
    [DataRow(null, "NULL")]
    [DataRow("5", "5")]
    [DataRow("-1.5e3", "-1.5e3")]
    [DataRow("", "''")]
    [DataRow("it's", "'it''s'")]
    [DataRow("back\\slash", null)]
    [DataRow("ünicode", null)]
    public void A_value_read_back_becomes_text_that_means_the_same_everywhere(string? value, string? literal) =>
        Assert.AreEqual(literal, StateKeys.Literal(value));

    [TestMethod]
    [DataRow("NaN")]
    [DataRow("Infinity")]
    [DataRow(" 5")]
    public void A_text_that_only_looks_like_a_number_is_quoted(string value) =>
        Assert.AreEqual($"'{value}'", StateKeys.Literal(value));

    private void Apply(string sql, int completed = int.MaxValue)
    {
        byte[] text = Wire.Text(sql);
        StatementBatch batch = new StatementClassifier().Classify(text, state.Reading);
        for (int i = 0; i < batch.Count; i++)
            changes.AddAssignments(i, batch[i], text);
        changes.Apply(state, completed, ref pins);
        changes.Clear();
    }
}
