using System.Text;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Codecs.Sql.Inspection;

namespace SceNettyProxy.Codecs.Tests.Sql.Inspection;

/// <summary>What an inspected statement tells besides its tables.</summary>
[TestClass]
public sealed class InspectedFactsTests
{
    private static readonly SqlReading Known = new(CharsetFamily.Plain, SqlModes.None, ModesKnown: true, ServerFlavor.MariaDb);

    [TestMethod]
    [DataRow("SELECT f(1), s.g(2), `h` (3), `s`.`i`(4), 'j'(5)", "f s.g `h` `s`.`i`")]
    [DataRow("SELECT replace('a', 'b', 'c'), if(1, 2, 3), count(*) FROM t WHERE a IN (1) AND (b) OR NOT (c)", "replace count")]
    [DataRow("INSERT INTO t(a) VALUES (f(1)) ON DUPLICATE KEY UPDATE a = g(2)", "f g")]
    [DataRow("SELECT CAST(a AS DECIMAL(1, 2)) FROM t USE INDEX (i) JOIN u USING (x)", "CAST")]
    [DataRow("CREATE TABLE t (a ENUM('x'), b DATETIME(6) DEFAULT now(6), KEY k (a), c INT AS (f(a)), CHECK (g(b)))", "now f g")]
    [DataRow("CREATE TABLE t (a INT DEFAULT (x LIKE y ESCAPE f('z')))", "f")]
    [DataRow("CALL s.p(f(1))", "s.p f")]
    [DataRow("CALL p", "p")]
    [DataRow("SELECT * FROM f('x'), (SELECT g(1)) h", "f g")]
    [DataRow("WITH c(a) AS (SELECT f(1)) SELECT * FROM c", "f")]
    public void Functions_are_found_and_words_of_the_grammar_are_none(string sql, string functions)
    {
        InspectedStatement statement = One(sql);
        List<string> names = [];
        foreach (FunctionReference function in statement.Functions)
            names.Add(function.Schema.IsEmpty ? Text(sql, function.Name) : $"{Text(sql, function.Schema)}.{Text(sql, function.Name)}");
        Assert.AreEqual(functions, string.Join(' ', names));
    }

    [TestMethod]
    [DataRow("DELETE FROM t WHERE a", true)]
    [DataRow("DELETE FROM t", false)]
    [DataRow("UPDATE t SET a = (SELECT b FROM u WHERE c)", false)]
    [DataRow("UPDATE t SET a = (SELECT b FROM u WHERE c) WHERE d", true)]
    [DataRow("DELETE t FROM t JOIN (SELECT * FROM u WHERE a) v USING (id)", false)]
    [DataRow("WITH c AS (SELECT * FROM u WHERE a) DELETE FROM t", false)]
    [DataRow("WITH c AS (SELECT 1) UPDATE t SET a = 1 WHERE b", true)]
    [DataRow("EXPLAIN DELETE FROM t WHERE a", true)]
    [DataRow("DELETE FROM t ORDER BY `where` LIMIT 1", false)]
    [DataRow("DELETE FROM t -- WHERE a", false)]
    [DataRow("UPDATE t SET a = 'WHERE b'", false)]
    public void Only_a_WHERE_of_the_statement_itself_counts(string sql, bool hasWhere) =>
        Assert.AreEqual(hasWhere, One(sql).HasWhere);

    [TestMethod]
    [DataRow("CREATE TABLE t (a INT) ENGINE=InnoDB", "InnoDB", true)]
    [DataRow("CREATE TABLE t (a INT) ENGINE 'x' ENGINE `y`", "'x' `y`", true)]
    [DataRow("CREATE TABLE t (engine INT) PARTITION BY HASH (a) (PARTITION p ENGINE = z)", "z", false)]
    [DataRow("CREATE TABLE t (a INT) foo = ENGINE bar = 1", "", false)]
    [DataRow("ALTER TABLE t ADD engine INT", "", false)]
    [DataRow("ALTER TABLE t CHANGE a engine INT, ENGINE = x", "x", true)]
    [DataRow("CREATE TABLE t ENGINE=x SELECT engine FROM u", "x", true)]
    [DataRow("SELECT engine FROM t", "", false)]
    public void Engines_are_found_and_columns_of_that_name_are_none(string sql, string engines, bool namesEngine)
    {
        InspectedStatement statement = One(sql);
        Assert.AreEqual(engines, string.Join(' ', statement.Engines.ToArray().Select(engine => Text(sql, engine))));
        Assert.AreEqual(namesEngine, statement.NamesEngine);
    }

    [TestMethod]
    [DataRow("CREATE OR REPLACE TABLE t (a INT)", StatementForm.CreateTable)]
    [DataRow("CREATE TEMPORARY TABLE t (a INT)", StatementForm.CreateTemporaryTable)]
    [DataRow("CREATE DEFINER=event@localhost VIEW v AS SELECT 1", StatementForm.CreateView)]
    [DataRow("CREATE UNIQUE INDEX i ON t (a)", StatementForm.CreateIndex)]
    [DataRow("ALTER IGNORE TABLE t ADD a INT", StatementForm.AlterTable)]
    [DataRow("DROP SCHEMA s", StatementForm.DropDatabase)]
    [DataRow("SHOW FULL TABLES", StatementForm.ShowTables)]
    [DataRow("SHOW GLOBAL VARIABLES", StatementForm.ShowVariables)]
    [DataRow("SHOW CREATE PROCEDURE p", StatementForm.ShowCreate)]
    [DataRow("SHOW COUNT(*) ERRORS", StatementForm.ShowErrors)]
    [DataRow("SET STATEMENT a = 1 FOR DROP TABLE t", StatementForm.DropTable)]
    [DataRow("LOAD XML INFILE 'x' INTO TABLE t", StatementForm.LoadXml)]
    [DataRow("SELECT 1", StatementForm.None)]
    public void The_form_is_what_follows_the_verb(string sql, StatementForm form) => Assert.AreEqual(form, One(sql).Form);

    [TestMethod]
    [DataRow("SET autocommit = 1", SetTargets.Autocommit)]
    [DataRow("SET @@session.autocommit = 1, @a = 2, x = 3", SetTargets.Autocommit | SetTargets.UserVariable | SetTargets.SessionVariable)]
    [DataRow("SET GLOBAL x = 1, NAMES utf8", SetTargets.GlobalVariable | SetTargets.CharacterSet)]
    [DataRow("SET SESSION TRANSACTION READ ONLY", SetTargets.Transaction)]
    [DataRow("SET a.b = 1", SetTargets.Unreadable)]
    [DataRow("SET STATEMENT x = 1 FOR SELECT 1", SetTargets.SessionVariable)]
    [DataRow("SELECT @a := 1", SetTargets.None)]
    public void A_SET_tells_what_it_gives_values_to(string sql, SetTargets sets) => Assert.AreEqual(sets, One(sql).Sets);

    [TestMethod]
    [DataRow("PREPARE s FROM 'SELECT 1'", "'SELECT 1'", "s")]
    [DataRow("PREPARE `s` FROM \"SELECT 1\"", "\"SELECT 1\"", "`s`")]
    [DataRow("PREPARE s FROM 'a' 'b'", "", "s")]
    [DataRow("PREPARE s FROM @a", "", "s")]
    [DataRow("EXECUTE IMMEDIATE 'SELECT ?' USING 1", "'SELECT ?'", "")]
    [DataRow("EXECUTE IMMEDIATE N'SELECT 1'", "", "")]
    public void The_text_of_an_inner_statement_is_one_plain_literal(string sql, string inner, string name)
    {
        InspectedStatement statement = One(sql);
        Assert.IsTrue(statement.HasInnerText);
        Assert.AreEqual(inner, Text(sql, statement.InnerText));
        Assert.AreEqual(name, Text(sql, statement.PreparedName));
    }

    [TestMethod]
    public void Hostile_bytes_throw_nothing()
    {
        var inspector = new StatementInspector();
        var random = new Random(20130417);
        string[] words =
        [
            "SELECT", "FROM", "WITH", "AS", "(", ")", ",", ".", "`", "'", "/*!80000", "*/", ";", "DELETE", "USING", "CREATE", "TABLE",
            "ENGINE", "=", "{", "}", "SET", "STATEMENT", "FOR", "EXPLAIN", "PREPARE", "EXECUTE", "IMMEDIATE", "SHOW", "COUNT", "x", "\0", "@", "@@",
            "PARTITION", "RENAME", "ON", "END", "BEGIN", "\u00FF", "\"", "\\", "#", "--",
        ];
        for (int i = 0; i < 20_000; i++)
        {
            string sql = string.Join(' ', Enumerable.Range(0, random.Next(12)).Select(_ => words[random.Next(words.Length)]));
            byte[] text = Encoding.Latin1.GetBytes(sql);
            InspectedBatch batch = inspector.Inspect(text, Known with { ModesKnown = i % 2 == 0 });
            for (int s = 0; s < batch.Count; s++)
            {
                foreach (TableReference table in batch[s].Tables)
                    Assert.IsFalse(table.Name.Of(text).IsEmpty, sql);
            }
        }
    }

    private static InspectedStatement One(string sql)
    {
        InspectedBatch batch = new StatementInspector().Inspect(Encoding.UTF8.GetBytes(sql), Known);
        Assert.AreEqual(1, batch.Count, sql);
        return batch[0];
    }

    private static string Text(string sql, TextRange range) => sql.Substring(range.Start, range.Length);
}
