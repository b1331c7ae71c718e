using System.Text;
using SceNettyProxy.Codecs.Sql;

namespace SceNettyProxy.Codecs.Tests.Sql;

[TestClass]
public sealed class KillStatementTests
{
    private static readonly SqlReading Reading = new(CharsetFamily.Plain, SqlModes.None, ModesKnown: true);

    [TestMethod]
    [DataRow("KILL 5", false, KillStrength.Default, 5ul)]
    [DataRow("kill\n\t5", false, KillStrength.Default, 5ul)]
    [DataRow("KILL CONNECTION 5", false, KillStrength.Default, 5ul)]
    [DataRow("KiLL QuERY 5", true, KillStrength.Default, 5ul)]
    [DataRow("KILL HARD 5", false, KillStrength.Hard, 5ul)]
    [DataRow("KILL SOFT CONNECTION 5", false, KillStrength.Soft, 5ul)]
    [DataRow("KILL HARD QUERY 5", true, KillStrength.Hard, 5ul)]
    [DataRow("KILL SOFT QUERY 5", true, KillStrength.Soft, 5ul)]
    [DataRow("/* a */ KILL -- b\n QUERY # c\n /* 7 */ 5 -- d", true, KillStrength.Default, 5ul)]
    [DataRow("KILL(5)", false, KillStrength.Default, 5ul)]
    [DataRow("KILL QUERY ((5))", true, KillStrength.Default, 5ul)]
    [DataRow("KILL '5'", false, KillStrength.Default, 5ul)]
    [DataRow("KILL \"5\"", false, KillStrength.Default, 5ul)]
    [DataRow("KILL QUERY '12'", true, KillStrength.Default, 12ul)]
    [DataRow("KILL 0x1F", false, KillStrength.Default, 31ul)]
    [DataRow("KILL x'1f'", false, KillStrength.Default, 31ul)]
    [DataRow("KILL 0b101", false, KillStrength.Default, 5ul)]
    [DataRow("KILL b'101'", false, KillStrength.Default, 5ul)]
    [DataRow("KILL 4294967295", false, KillStrength.Default, 4294967295ul)]
    [DataRow("KILL 99999999999999999999999", false, KillStrength.Default, ulong.MaxValue)]
    [DataRow("KILL 0xFFFFFFFFFFFFFFFFFF", false, KillStrength.Default, ulong.MaxValue)]
    [DataRow("KILL 0x000000000000000000005", false, KillStrength.Default, 5ul)]
    [DataRow("KILL 0", false, KillStrength.Default, 0ul)]
    public void A_connection_is_named_by_a_number_in_any_literal_form(
        string sql, bool queryOnly, KillStrength strength, ulong id) =>
        Assert.AreEqual(new KillStatement(KillTarget.Connection, queryOnly, strength, id, default), Parse(sql));

    [TestMethod]
    [DataRow("KILL QUERY ID 77", KillStrength.Default)]
    [DataRow("KILL SOFT QUERY ID 77", KillStrength.Soft)]
    [DataRow("kill hard query id '77'", KillStrength.Hard)]
    public void A_statement_is_named_by_query_id(string sql, KillStrength strength) =>
        Assert.AreEqual(new KillStatement(KillTarget.Query, true, strength, 77, default), Parse(sql));

    [TestMethod]
    [DataRow("KILL CONNECTION_ID()", false)]
    [DataRow("KILL QUERY connection_id ( )", true)]
    [DataRow("KILL CONNECTION (CONNECTION_ID())", false)]
    public void The_own_connection_is_named_by_its_function(string sql, bool queryOnly) =>
        Assert.AreEqual(new KillStatement(KillTarget.Self, queryOnly, KillStrength.Default, 0, default), Parse(sql));

    [TestMethod]
    [DataRow("KILL USER app", "app", false)]
    [DataRow("KILL QUERY USER app@localhost", "app", true)]
    [DataRow("KILL CONNECTION USER 'app'@'%'", "'app'", false)]
    [DataRow("KILL HARD USER `my app`@127.0.0.1", "`my app`", false)]
    public void An_account_is_named_with_or_without_its_host(string sql, string user, bool queryOnly)
    {
        KillStatement kill = Parse(sql)!.Value;
        Assert.AreEqual(KillTarget.User, kill.Target);
        Assert.AreEqual(queryOnly, kill.QueryOnly);
        Assert.AreEqual(user, Encoding.UTF8.GetString(kill.User.Of(Encoding.UTF8.GetBytes(sql))));
    }

    [TestMethod]
    [DataRow("KILL USER CURRENT_USER")]
    [DataRow("KILL USER current_user()")]
    public void The_own_account_is_named_by_its_function(string sql) =>
        Assert.AreEqual(KillTarget.CurrentUser, Parse(sql)!.Value.Target);

    [TestMethod]
    [DataRow("KILL")]
    [DataRow("KILL QUERY")]
    [DataRow("KILL QUERY ID")]
    [DataRow("KILL QUERY ID CONNECTION_ID()")]
    [DataRow("KILL USER")]
    [DataRow("KILL USER 5")]
    [DataRow("KILL USER app 5")]
    [DataRow("KILL 5 6")]
    [DataRow("KILL 5,6")]
    [DataRow("KILL -5")]
    [DataRow("KILL 5.2")]
    [DataRow("KILL 1 + 1")]
    [DataRow("KILL @id")]
    [DataRow("KILL ?")]
    [DataRow("KILL NULL")]
    [DataRow("KILL ''")]
    [DataRow("KILL 'abc'")]
    [DataRow("KILL '5x'")]
    [DataRow("KILL (5")]
    [DataRow("KILL 5)")]
    [DataRow("KILL (SELECT 5)")]
    [DataRow("KILL CONNECTION_ID")]
    [DataRow("KILL CONNECTION_ID(1)")]
    [DataRow("KILL CONNECTION_ID() + 1")]
    [DataRow("KILL QUERY SOFT 5")]
    [DataRow("KILL CONNECTION QUERY 5")]
    [DataRow("KILL HARD SOFT 5")]
    [DataRow("SELECT 5")]
    public void Anything_else_is_no_kill_that_can_be_followed(string sql) => Assert.IsNull(Parse(sql));

    [TestMethod]
    [DataRow("SELECT kill FROM t")]
    [DataRow("SELECT 1 AS `kill`")]
    [DataRow("SELECT 'KILL 5'")]
    [DataRow("SELECT 1 /* KILL 5 */")]
    [DataRow("SELECT 1 -- \n# KILL 5")]
    [DataRow("CALL kill_x(5)")]
    [DataRow("INSERT INTO t VALUES ('; KILL 5')")]
    [DataRow("PREPARE s FROM 'SELECT 1'")]
    [DataRow("PREPARE `kill` FROM 'SELECT kill FROM t'")]
    [DataRow("CREATE PROCEDURE p() BEGIN KILL 5; END")]
    public void What_only_looks_like_one_does_not_kill(string sql)
    {
        StatementBatch batch = new StatementClassifier().Classify(Encoding.UTF8.GetBytes(sql), Reading);
        Assert.AreEqual(StatementEffects.None, batch.Effects & StatementEffects.Kills, sql);
    }

    [TestMethod]
    public void The_place_of_a_statement_in_its_text_does_not_matter()
    {
        const string Sql = "SELECT 1; KILL USER app@h; SELECT 2";
        StatementBatch batch = new StatementClassifier().Classify(Encoding.UTF8.GetBytes(Sql), Reading);
        KillStatement kill = KillStatement.Parse(Encoding.UTF8.GetBytes(Sql), batch[1].Text, Reading)!.Value;
        Assert.AreEqual("app", Encoding.UTF8.GetString(kill.User.Of(Encoding.UTF8.GetBytes(Sql))));
    }

    private static KillStatement? Parse(string sql)
    {
        byte[] text = Encoding.UTF8.GetBytes(sql);
        return KillStatement.Parse(text, new TextRange(0, text.Length), Reading);
    }
}
