using SceNettyProxy.Handlers.Policy.Sql;
using SceNettyProxy.Tenancy.Policies;

namespace SceNettyProxy.Handlers.Tests.Policy.Sql;

/// <summary>Rules that the built-in policies do not have. The database's own schema, and the current one, is <c>shop</c>.</summary>
[TestClass]
public sealed class OwnPolicyTests
{
    private static readonly SqlPolicyDefinition Open = SqlPolicies.Open with { Name = "own" };

    [TestMethod]
    [DataRow("SELECT * FROM item", "allowed")]
    [DataRow("SELECT * FROM secret", "table:secret")]
    [DataRow("SELECT * FROM Secret", "table:Secret")]
    [DataRow("SELECT * FROM other.secret", "table:secret")]
    [DataRow("SELECT * FROM `sec``ret`, `secret`", "table:secret")]
    [DataRow("SELECT * FROM item JOIN (SELECT * FROM secret) x", "table:secret")]
    [DataRow("SELECT secret FROM item secret", "allowed")]
    [DataRow("WITH secret AS (SELECT 1) SELECT * FROM secret", "allowed")]
    [DataRow("SELECT * FROM (WITH secret AS (SELECT 1) SELECT * FROM secret) x, secret", "table:secret")]
    [DataRow("SELECT * FROM mysql.user", "table:user")]
    [DataRow("SELECT * FROM user", "allowed")]
    [DataRow("SELECT * FROM log_2013", "table:log_2013")]
    [DataRow("INSERT INTO item SELECT * FROM secret", "table:secret")]
    [DataRow("DROP TABLE item, secret", "table:secret")]
    [DataRow("ALTER TABLE item RENAME secret", "table:secret")]
    [DataRow("CREATE TABLE item LIKE secret", "table:secret")]
    [DataRow("SHOW CREATE TABLE secret", "table:secret")]
    [DataRow("EXPLAIN secret", "table:secret")]
    [DataRow("LOCK TABLES item READ, secret READ", "table:secret")]
    [DataRow("PREPARE s FROM 'SELECT * FROM secret'", "table:secret")]
    [DataRow("SELECT * FROM { OJ secret LEFT JOIN item ON 1 }", "table:secret")]
    [DataRow("SELECT * FROM secret\u00A0", "table")]
    [DataRow("SELECT * FROM item; SELECT * FROM secret", "table:secret")]
    [DataRow("USE shop; SELECT * FROM item", "multi-statement")]
    public void Denied_tables_are_found_wherever_they_stand(string sql, string code) =>
        Expect(Open with { Tables = new NameRules([], ["secret", "mysql.*", "log_*"]) }, sql, code);

    [TestMethod]
    public void A_denied_table_is_denied_by_letters_that_a_server_makes_the_same()
    {
        SqlPolicyDefinition policy = Open with { Tables = new NameRules([], ["key_table"]) };
        Expect(policy, "SELECT * FROM `\u00E2\u0084\u00AAey_table`", "table");
        Expect(policy, "SELECT * FROM `\u00C3\u00A4\u00C3\u00B6`", "allowed");
    }

    [TestMethod]
    [DataRow("SELECT * FROM item", "allowed")]
    [DataRow("SELECT * FROM shop.item", "allowed")]
    [DataRow("SELECT * FROM other.item", "table:item")]
    [DataRow("SELECT * FROM ITEM", "table:ITEM")]
    [DataRow("SELECT * FROM pub.anything", "allowed")]
    [DataRow("SELECT * FROM item, person", "table:person")]
    [DataRow("SELECT * FROM INFORMATION_SCHEMA.Tables", "allowed")]
    [DataRow("SELECT 1", "allowed")]
    [DataRow("SELECT * FROM item_hidden", "table:item_hidden")]
    public void Where_tables_are_listed_no_other_passes(string sql, string code) => Expect(
        Open with { Tables = new NameRules(["item*", "pub.*", "information_schema.tables"], ["item_hidden"]) }, sql, code);

    [TestMethod]
    [DataRow("SELECT abs(1), `ABS`(2)", "allowed")]
    [DataRow("SELECT count(*) FROM t WHERE a IN (1) AND EXISTS (SELECT 1)", "allowed")]
    [DataRow("SELECT sleep(1)", "function:sleep")]
    [DataRow("SELECT s.abs(1)", "function:abs")]
    [DataRow("INSERT INTO t (a) VALUES (1)", "allowed")]
    [DataRow("CALL p()", "function:p")]
    [DataRow("CREATE TABLE t (a ENUM('x'), b DECIMAL(1,2), KEY k (a))", "allowed")]
    public void Where_functions_are_listed_no_other_passes(string sql, string code) =>
        Expect(Open with { Functions = new NameRules(["abs", "count"], []) }, sql, code);

    [TestMethod]
    [DataRow("UPDATE t SET a = 1", "no-where")]
    [DataRow("UPDATE t SET a = (SELECT 1 FROM u WHERE b)", "no-where")]
    [DataRow("DELETE FROM t WHERE a", "allowed")]
    [DataRow("EXPLAIN DELETE FROM t", "no-where")]
    [DataRow("EXECUTE IMMEDIATE 'DELETE FROM t'", "no-where")]
    [DataRow("SELECT 1", "allowed")]
    [DataRow("DELETE FROM t WHERE a; DELETE FROM u", "no-where")]
    public void A_WHERE_can_be_demanded(string sql, string code) => Expect(Open with { RequireWhere = true }, sql, code);

    [TestMethod]
    [DataRow("SHOW TABLES", "allowed")]
    [DataRow("SHOW GRANTS", "statement")]
    [DataRow("DROP TABLE t", "statement")]
    [DataRow("CREATE TABLE t (a INT)", "allowed")]
    [DataRow("CREATE VIEW v AS SELECT 1", "statement")]
    [DataRow("SET GLOBAL x = 1", "variable")]
    [DataRow("SET x = 1", "allowed")]
    [DataRow("SELECT 1 INTO OUTFILE 'x'", "allowed")]
    public void What_is_denied_counts_more_than_what_is_allowed(string sql, string code) => Expect(
        Open with { Statements = new NameRules(["*"], ["drop", "show grants", "create view", "set global variable"]) }, sql, code);

    [TestMethod]
    [DataRow("SET NAMES utf8", "variable")]
    [DataRow("SET @a = 1", "variable")]
    [DataRow("SET x = 1", "variable")]
    [DataRow("SELECT 1", "allowed")]
    public void Where_SET_is_denied_every_one_is(string sql, string code) =>
        Expect(Open with { Statements = new NameRules(["*"], ["set"]) }, sql, code);

    [TestMethod]
    [DataRow("SET NAMES utf8", "variable")]
    [DataRow("BEGIN", "allowed")]
    [DataRow("SAVEPOINT x", "statement")]
    [DataRow("SHOW VARIABLES", "statement")]
    [DataRow("USE shop", "statement")]
    [DataRow("SET autocommit = 0", "allowed")]
    [DataRow("SET @a = 1", "variable")]
    public void Without_session_statements_only_the_list_counts(string sql, string code) =>
        Expect(SqlPolicies.Standard with { SessionStatements = false }, sql, code);

    [TestMethod]
    [DataRow("CREATE TABLE t (a INT) ENGINE=aria", "allowed")]
    [DataRow("CREATE TABLE t (a INT) ENGINE=InnoDB", "engine:InnoDB")]
    [DataRow("CREATE TABLE t (a INT)", "engine-missing")]
    [DataRow("ALTER TABLE t ENGINE=InnoDB", "engine:InnoDB")]
    public void Engines_can_be_others(string sql, string code) =>
        Expect(SqlPolicies.Standard with { Engines = ["Aria"] }, sql, code);

    [TestMethod]
    public void Any_engine_may_be_left_out() =>
        Expect(SqlPolicies.Standard with { Engines = [SqlPolicyDefinition.Any] }, "CREATE TABLE t (a INT)", "allowed");

    [TestMethod]
    public void Every_name_of_a_statement_is_known_and_says_which_it_is()
    {
        foreach (string name in StatementNames.All)
            Assert.IsTrue(StatementNames.IsKnown(name), name);
        Assert.IsTrue(StatementNames.IsKnown("create table"));
        Assert.IsTrue(StatementNames.IsKnown("*"));
        Assert.IsFalse(StatementNames.IsKnown("creat table"));
        Assert.IsFalse(StatementNames.IsKnown("unknown"));
    }

    [TestMethod]
    public void A_text_that_passes_costs_no_memory()
    {
        var judge = new SqlPolicyJudge();
        var rules = new SqlPolicyRules(Open with { Tables = new NameRules(["*.*"], ["secret"]), Functions = new NameRules([], ["f"]) });
        var statements = new TextStatements();
        byte[] sql = "SELECT g(a) FROM item JOIN s.other USING (id) WHERE h(b) = 1"u8.ToArray();
        for (int i = 0; i < 3; i++)
            Assert.IsTrue(Judge().IsAllowed);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Judge();
        Assert.AreEqual(before, GC.GetAllocatedBytesForCurrentThread());

        PolicyVerdict Judge() => judge.Judge(rules, sql, new PolicyFacts
        {
            Reading = new(Codecs.Sql.CharsetFamily.Plain, Codecs.Sql.SqlModes.None, ModesKnown: true),
            CurrentSchema = "shop",
            OwnSchema = "shop"u8,
            TextStatements = statements,
        });
    }

    private static void Expect(SqlPolicyDefinition policy, string sql, string code)
    {
        string actual = PolicyCorpus.Judge(policy, sql).Code;
        Assert.IsTrue(actual == code || actual.StartsWith(code + ":", StringComparison.Ordinal), $"{sql}: {actual}, not {code}");
    }
}
