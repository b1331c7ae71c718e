using System.Text;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Codecs.Sql.Inspection;

namespace SceNettyProxy.Codecs.Tests.Sql.Inspection;

[TestClass]
public sealed class InspectedTablesTests
{
    [TestMethod]
    [DataRow("SELECT 1", "")]
    [DataRow("SELECT * FROM a", "a")]
    [DataRow("SELECT * FROM a AS x, b y, c", "a b c")]
    [DataRow("SELECT * FROM s.a JOIN `s`.`b` USING (id) LEFT JOIN c ON f(c.x, a.x) = 1, d", "s.a `s`.`b` c d")]
    [DataRow("SELECT STRAIGHT_JOIN x, y FROM a STRAIGHT_JOIN b", "a b")]
    [DataRow("SELECT * FROM (a, b) JOIN (c JOIN (d))", "a b c d")]
    [DataRow("SELECT (SELECT max(x) FROM a) FROM b WHERE y IN (SELECT z FROM c)", "a b c")]
    [DataRow("SELECT * FROM (SELECT * FROM a) x, ((SELECT * FROM b) UNION SELECT * FROM c) y, d", "a b c d")]
    [DataRow("(SELECT * FROM a) UNION ALL (SELECT * FROM b) ORDER BY x, y", "a b")]
    [DataRow("SELECT * FROM a UNION SELECT x, y FROM b GROUP BY x, z", "a b")]
    [DataRow("SELECT extract(day FROM x), trim(BOTH ' ' FROM y), substring(z FROM 2 FOR 3) FROM a", "a")]
    [DataRow("SELECT trim(LEADING FROM (SELECT x FROM a))", "a")]
    [DataRow("SELECT * FROM a USE INDEX FOR ORDER BY (i, j) IGNORE INDEX FOR JOIN (k, l), b", "a b")]
    [DataRow("SELECT * FROM a PARTITION (p0, p1), b", "a b")]
    [DataRow("SELECT * FROM a FOR SYSTEM_TIME FROM '2000-01-01' TO now(), b", "a b")]
    [DataRow("SELECT * FROM a WINDOW w AS (ORDER BY x), v AS (ORDER BY y)", "a")]
    [DataRow("SELECT * FROM a window, b", "a b")]
    [DataRow("SELECT * FROM a intersect, b", "a b")]
    [DataRow("SELECT * FROM { OJ a LEFT OUTER JOIN b ON 1 }, c", "a b c")]
    [DataRow("SELECT * FROM .a", "a")]
    [DataRow("SELECT * FROM s . a", "s.a")]
    [DataRow("SELECT * FROM/**/a/**/,/**/b", "a b")]
    [DataRow("SELECT * FROM data, event, status", "data event status")]
    [DataRow("SELECT * FROM `a``b`, `select`", "`a``b` `select`")]
    [DataRow("SELECT a FROM t INTO OUTFILE '/tmp/x' FIELDS TERMINATED BY ','", "t")]
    [DataRow("SELECT a INTO @x FROM t, u", "t u")]
    [DataRow("SELECT * FROM a FOR UPDATE OF x, y", "a")]
    [DataRow("SELECT * FROM a LOCK IN SHARE MODE", "a")]
    [DataRow("SELECT * FROM DUAL", "")]
    [DataRow("SELECT * FROM JSON_TABLE((SELECT j FROM a), '$' COLUMNS (x INT PATH '$.x')) t, b", "a b")]
    [DataRow("SELECT * FROM a, LATERAL (SELECT * FROM b) x", "a b")]
    [DataRow("SELECT NEXTVAL(s), NEXT VALUE FOR q, PREVIOUS VALUE FOR r", "s q r")]
    [DataRow("TABLE a", "a")]
    [DataRow("TABLE a UNION TABLE b", "a b")]
    [DataRow("SELECT * FROM x WHERE y IN (TABLE a)", "x a")]
    [DataRow("VALUES ROW(1, 2), ROW(3, 4)", "")]
    public void Tables_of_a_query_are_found_wherever_they_stand(string sql, string tables) => Expect(tables, sql);

    [TestMethod]
    [DataRow("WITH c AS (SELECT * FROM a) SELECT * FROM c JOIN b", "a b")]
    [DataRow("WITH c(x, y) AS (SELECT 1, 2), d AS (SELECT * FROM c) SELECT * FROM d, c", "")]
    [DataRow("WITH a AS (SELECT * FROM a) SELECT * FROM a", "a")]
    [DataRow("WITH RECURSIVE c AS (SELECT 1 UNION SELECT x FROM c, b) SELECT * FROM c", "b")]
    [DataRow("SELECT * FROM (WITH a AS (SELECT 1) SELECT * FROM a) x, a", "a")]
    [DataRow("(WITH a AS (SELECT 1) SELECT * FROM a) UNION SELECT * FROM a", "a")]
    [DataRow("WITH a AS (SELECT 1) SELECT * FROM s.a, A", "s.a A")]
    [DataRow("WITH `a` AS (SELECT 1) SELECT * FROM a", "")]
    [DataRow("WITH RECURSIVE c AS (SELECT 1 x, 2 a) CYCLE x, a RESTRICT SELECT * FROM a", "a")]
    [DataRow("SELECT x, sum(y) FROM a GROUP BY x WITH ROLLUP", "a")]
    [DataRow("WITH c AS (SELECT 1) UPDATE a JOIN c SET x = 1", "a")]
    [DataRow("WITH c AS (SELECT * FROM b) DELETE FROM a WHERE x IN (SELECT * FROM c)", "b a")]
    [DataRow("INSERT INTO c WITH c AS (SELECT * FROM a) SELECT * FROM c", "c a")]
    public void Common_tables_are_none_where_they_are_known_and_only_there(string sql, string tables) => Expect(tables, sql);

    [TestMethod]
    [DataRow("INSERT INTO a VALUES (1), (2)", "a")]
    [DataRow("INSERT LOW_PRIORITY IGNORE a (x, y) VALUES (1, 2) ON DUPLICATE KEY UPDATE x = VALUES(x), y = 1", "a")]
    [DataRow("INSERT INTO s.a(x) SELECT x FROM b, c RETURNING x, y", "s.a b c")]
    [DataRow("INSERT INTO a SET x = (SELECT y FROM b), z = 1", "a b")]
    [DataRow("REPLACE a TABLE b", "a b")]
    [DataRow("INSERT INTO a (SELECT * FROM b)", "a b")]
    [DataRow("UPDATE LOW_PRIORITY a SET x = 1, y = 2 WHERE z", "a")]
    [DataRow("UPDATE a x, s.b AS y JOIN c SET x.i = (SELECT 1 FROM d), y.i = 2", "a s.b c d")]
    [DataRow("UPDATE (SELECT * FROM a) x, b SET b.y = x.y", "a b")]
    [DataRow("DELETE FROM a WHERE x ORDER BY y, z LIMIT 3", "a")]
    [DataRow("DELETE QUICK IGNORE FROM a AS x WHERE 1", "a")]
    [DataRow("DELETE x, y.* FROM a x, b AS y", "a b")]
    [DataRow("DELETE FROM x, y.* USING a AS x JOIN b AS y USING (id), c", "a b c")]
    [DataRow("DELETE a FROM a JOIN b USING (id)", "a b")]
    [DataRow("DELETE FROM x USING (a AS x)", "a")]
    [DataRow("DELETE FROM a RETURNING x, y", "a")]
    [DataRow("DELETE HISTORY FROM a BEFORE SYSTEM_TIME now()", "a")]
    [DataRow("LOAD DATA LOCAL INFILE 'x' INTO TABLE s.a FIELDS TERMINATED BY ',' (x, y) SET z = (SELECT 1 FROM b)", "s.a b")]
    [DataRow("TRUNCATE a", "a")]
    [DataRow("TRUNCATE TABLE s.a", "s.a")]
    [DataRow("HANDLER s.a OPEN AS x", "s.a")]
    [DataRow("HANDLER a READ FIRST WHERE x IN (SELECT y FROM b)", "a b")]
    [DataRow("DO (SELECT x FROM a)", "a")]
    [DataRow("SET @x = (SELECT max(y) FROM a), @z = 1", "a")]
    [DataRow("SET STATEMENT max_statement_time = 1 FOR SELECT * FROM a", "a")]
    [DataRow("SET STATEMENT sort_buffer_size = (SELECT 1 FROM b) FOR DELETE FROM x USING a AS x", "b a")]
    [DataRow("BEGIN NOT ATOMIC DECLARE x INT; INSERT INTO a SELECT * FROM b; UPDATE c SET y = 1; DELETE z FROM d z; END", "a b c d")]
    public void Tables_of_a_write_are_found_and_aliases_are_none(string sql, string tables) => Expect(tables, sql);

    [TestMethod]
    [DataRow("CREATE TABLE IF NOT EXISTS s.a (x INT, engine INT, KEY k (x), FOREIGN KEY (x) REFERENCES b (y)) ENGINE=InnoDB", "s.a b")]
    [DataRow("CREATE TABLE a(x INT)", "a")]
    [DataRow("CREATE TABLE a LIKE b", "a b")]
    [DataRow("CREATE TEMPORARY TABLE a (LIKE s.b)", "a s.b")]
    [DataRow("CREATE OR REPLACE TABLE a ENGINE=InnoDB AS SELECT * FROM b, c", "a b c")]
    [DataRow("CREATE TABLE a (x INT CHECK (x LIKE y))", "a")]
    [DataRow("CREATE TABLE a ENGINE=InnoDB WITH c AS (SELECT * FROM b) SELECT * FROM c", "a b")]
    [DataRow("ALTER TABLE a ADD COLUMN x INT, RENAME TO b", "a b")]
    [DataRow("ALTER IGNORE TABLE a RENAME b", "a b")]
    [DataRow("ALTER TABLE a RENAME COLUMN x TO y, RENAME INDEX i TO j", "a")]
    [DataRow("ALTER TABLE a EXCHANGE PARTITION p WITH TABLE s.b", "a s.b")]
    [DataRow("ALTER TABLE a ADD CONSTRAINT c FOREIGN KEY (x) REFERENCES b (y)", "a b")]
    [DataRow("DROP TABLE IF EXISTS a, s.b, c RESTRICT", "a s.b c")]
    [DataRow("DROP TEMPORARY TABLE a", "a")]
    [DataRow("DROP VIEW a, b", "a b")]
    [DataRow("DROP INDEX i ON a", "a")]
    [DataRow("DROP DATABASE a", "")]
    [DataRow("CREATE UNIQUE INDEX i USING BTREE ON a (x, y)", "a")]
    [DataRow("CREATE VIEW v AS SELECT * FROM a", "v a")]
    [DataRow("CREATE DEFINER = event@localhost SQL SECURITY INVOKER VIEW s.v (x) AS SELECT * FROM a", "s.v a")]
    [DataRow("CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.x = (SELECT y FROM b)", "a")]
    [DataRow("CREATE PROCEDURE p() SELECT * FROM a", "")]
    [DataRow("CREATE SEQUENCE s", "s")]
    [DataRow("RENAME TABLE a TO b, s.c TO s.d", "a b s.c s.d")]
    [DataRow("RENAME TABLES IF EXISTS a WAIT 3 TO b", "a b")]
    [DataRow("LOCK TABLES a AS x READ LOCAL, s.b WRITE", "a s.b")]
    [DataRow("OPTIMIZE NO_WRITE_TO_BINLOG TABLE a, b", "a b")]
    [DataRow("ANALYZE LOCAL TABLES a, b PERSISTENT FOR ALL", "a b")]
    [DataRow("CHECK TABLE a, b EXTENDED", "a b")]
    [DataRow("CHECKSUM TABLE a QUICK", "a")]
    [DataRow("REPAIR TABLE a USE_FRM", "a")]
    [DataRow("FLUSH TABLES a, b WITH READ LOCK", "a b")]
    [DataRow("FLUSH TABLES WITH READ LOCK", "")]
    [DataRow("CACHE INDEX a, b IN hot", "a b")]
    [DataRow("LOAD INDEX INTO CACHE a IGNORE LEAVES, b", "a b")]
    [DataRow("GRANT SELECT (x), INSERT ON s.a TO u", "s.a")]
    public void Tables_of_a_definition_are_found(string sql, string tables) => Expect(tables, sql);

    [TestMethod]
    [DataRow("SHOW TABLES FROM s", "")]
    [DataRow("SHOW TABLE STATUS FROM s LIKE 'a'", "")]
    [DataRow("SHOW CREATE TABLE s.a", "s.a")]
    [DataRow("SHOW CREATE VIEW a", "a")]
    [DataRow("SHOW FULL COLUMNS FROM a FROM s WHERE Field IN (SELECT x FROM b)", "s.a b")]
    [DataRow("SHOW FIELDS IN a LIKE 'x'", "a")]
    [DataRow("SHOW INDEX FROM a IN s", "s.a")]
    [DataRow("DESCRIBE a x", "a")]
    [DataRow("DESC s.a", "s.a")]
    [DataRow("EXPLAIN a", "a")]
    [DataRow("EXPLAIN EXTENDED SELECT * FROM a", "a")]
    [DataRow("EXPLAIN FORMAT = JSON UPDATE a, b SET x = 1", "a b")]
    [DataRow("ANALYZE FORMAT=JSON DELETE x FROM a x", "a")]
    [DataRow("EXPLAIN (SELECT * FROM a)", "a")]
    [DataRow("EXPLAIN INSERT INTO a TABLE b", "a b")]
    public void Tables_that_are_only_asked_about_are_found(string sql, string tables) => Expect(tables, sql);

    [TestMethod]
    public void Each_statement_of_a_text_has_its_own_tables()
    {
        const string sql = "SELECT * FROM a; ; DELETE x FROM b x ;WITH a AS (SELECT 1) SELECT * FROM a; SELECT * FROM a";
        Assert.AreEqual("a|b||a", Tables(sql));
        InspectedBatch batch = new StatementInspector().Inspect("SELECT 1; SELECT 2"u8, Known);
        Assert.IsTrue(batch.IsMultiStatement);
    }

    [TestMethod]
    [DataRow("SELECT * FROM a /*!80000 JOIN b */", "a b|a")]
    [DataRow("SELECT * FROM a /*! JOIN b */", "a b")]
    [DataRow("SELECT * FROM a /*!100100 , b */ /*M! , c */", "a b c|a")]
    [DataRow("SELECT * FROM a /*!80000 ; DROP TABLE b */", "a|b|a")]
    public void Both_readings_of_a_conditional_comment_are_reported(string sql, string tables) =>
        Assert.AreEqual(tables, Tables(sql));

    [TestMethod]
    public void A_double_quoted_name_is_a_table_where_the_modes_say_so_or_are_not_known()
    {
        const string sql = "SELECT \"x\" FROM \"a\", s.\"b\"";
        Assert.AreEqual("\"a\" s.\"b\"", Tables(sql, Known with { Modes = SqlModes.AnsiQuotes }));
        Assert.AreEqual("\"a\" s.\"b\"", Tables(sql, Known with { ModesKnown = false }));
    }

    [TestMethod]
    public void Deep_nesting_is_unreadable_and_costs_no_more_than_its_length()
    {
        string sql = "SELECT " + new string('(', 100_000) + "1" + new string(')', 100_000) + " FROM a";
        InspectedBatch batch = new StatementInspector().Inspect(Encoding.ASCII.GetBytes(sql), Known);
        Assert.IsTrue(batch.IsAmbiguous);
    }

    [TestMethod]
    public void Nothing_is_allocated_once_the_arrays_have_grown()
    {
        byte[] sql = "WITH c AS (SELECT * FROM a, b, d, e, f) SELECT f(g(1)), h(2), i(3), j(4) FROM c JOIN s.k /*!80000 , l */"u8.ToArray();
        var inspector = new StatementInspector();
        for (int i = 0; i < 3; i++)
            inspector.Inspect(sql, Known);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            inspector.Inspect(sql, Known);
        Assert.AreEqual(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static SqlReading Known => new(CharsetFamily.Plain, SqlModes.None, ModesKnown: true, ServerFlavor.MariaDb);

    private static void Expect(string tables, string sql)
    {
        Assert.AreEqual(tables, Tables(sql), sql);

        // What is executable for every server reads no differently.
        Assert.AreEqual(tables, Tables("/*! " + sql + " */"), sql);
    }

    private static string Tables(string sql) => Tables(sql, Known);

    private static string Tables(string sql, SqlReading reading)
    {
        byte[] text = Encoding.UTF8.GetBytes(sql);
        InspectedBatch batch = new StatementInspector().Inspect(text, reading);
        return string.Join('|', Enumerable.Range(0, batch.Count).Select(i => Tables(batch[i], text)));
    }

    private static string Tables(InspectedStatement statement, byte[] text)
    {
        List<string> names = [];
        foreach (TableReference table in statement.Tables)
        {
            string name = Encoding.UTF8.GetString(table.Name.Of(text));
            names.Add(table.Schema.IsEmpty ? name : $"{Encoding.UTF8.GetString(table.Schema.Of(text))}.{name}");
        }

        return string.Join(' ', names);
    }
}
