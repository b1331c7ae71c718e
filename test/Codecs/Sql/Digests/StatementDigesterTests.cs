using System.Text;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Codecs.Sql.Digests;

namespace SceNettyProxy.Codecs.Tests.Sql.Digests;

/// <summary>What the normalised form of a statement is, and which statements share a digest.</summary>
[TestClass]
public sealed class StatementDigesterTests
{
    private static readonly SqlReading Plain = new(CharsetFamily.Plain, SqlModes.None, ModesKnown: true);

    [TestMethod]
    [DataRow("select a from t where b = 1", "SELECT a FROM t WHERE b = ?")]
    [DataRow("SELECT  *\n\tFROM t WHERE b='x' AND c=\"y\"", "SELECT * FROM t WHERE b = ? AND c = ?")]
    [DataRow("select 'a' 'b', N'c', x'0f', 0x0F, b'1', 1.5e3, .5, ?", "SELECT ?, ?, ?, ?, ?, ?, ?, ?")]
    [DataRow("select _utf8mb4'a', _binary x'00', _mine 'x'", "SELECT ?, ?, _mine ?")]
    [DataRow("select -1, +2, a-1, a - -1, (-1)", "SELECT ?, ?, a - ?, a - ?, (?)")]
    [DataRow("select date - 1 from t", "SELECT DATE - ? FROM t")]
    [DataRow("select a from t where b in (1, -2, 'c')", "SELECT a FROM t WHERE b IN (...)")]
    [DataRow("select a from t where b in (1, c)", "SELECT a FROM t WHERE b IN (?, c)")]
    [DataRow("select a from t where (b, c) in ((1,2),(3,4))", "SELECT a FROM t WHERE (b, c) IN ((...))")]
    [DataRow("select a from t where b in (select 1)", "SELECT a FROM t WHERE b IN (SELECT ?)")]
    [DataRow("insert into t(a,b) values (1,2), (3,4),(5,null)", "INSERT INTO t(a, b) VALUES (...)")]
    [DataRow("insert into t values (1, now()), (2, NOW())", "INSERT INTO t VALUES (?, NOW())")]
    [DataRow("insert into t values (1, now()), (2, 3)", "INSERT INTO t VALUES (?, NOW()), (...)")]
    [DataRow("insert into t value (1),(2)", "INSERT INTO t VALUE (...)")]
    [DataRow("values row(1,2), row(3,4)", "VALUES ROW (...)")]
    [DataRow("select concat('a','b'), f(1), f (1,2)", "SELECT CONCAT(?, ?), f(?), f(?, ?)")]
    [DataRow("select a, max(b), count(*) from t", "SELECT a, MAX(b), COUNT (*) FROM t")]
    [DataRow("select (1), (2)", "SELECT (?), (?)")]
    [DataRow("select value, (1), (2) from t", "SELECT VALUE, (?), (?) FROM t")]
    [DataRow("select a from t where b is null and c is not null and d = null", "SELECT a FROM t WHERE b IS NULL AND c IS NOT NULL AND d = ?")]
    [DataRow("create table t (a int default null, b varchar(20))", "CREATE TABLE t(a INT DEFAULT NULL, b VARCHAR (?))")]
    [DataRow("select `a`, `b c`, `select`, `d``e`, `1`, `_utf8` from `s` . `t`", "SELECT a, `b c`, `select`, `d``e`, `1`, `_utf8` FROM s.t")]
    [DataRow("insert into `t` (a) values (1)", "INSERT INTO t(a) VALUES (...)")]
    [DataRow("select /* x */ a -- y\n from /*+ z */ t # w", "SELECT a FROM t")]
    [DataRow("select /*! straight_join */ a from t /*!50000 where b = 1 */", "SELECT STRAIGHT_JOIN a FROM t WHERE b = ?")]
    [DataRow("set @a = 1, @@session.sort_buffer_size = 2, @`b c` = 3", "SET @a = ?, @@session.sort_buffer_size = ?, @`b c` = ?")]
    [DataRow("grant select on t to 'u'@'10.0.0.1' identified by 'secret'", "GRANT SELECT ON t TO ? @? IDENTIFIED BY ?")]
    [DataRow("select a from t limit 10, 20", "SELECT a FROM t LIMIT ?, ?")]
    [DataRow("select a from Status s, Events", "SELECT a FROM Status s, Events")]
    [DataRow("select a from t where d > '2020-01-01' - interval 5 day", "SELECT a FROM t WHERE d > ? - INTERVAL ? DAY")]
    [DataRow("start transaction read only", "START TRANSACTION READ ONLY")]
    [DataRow("replace into t set a = 1 , b = default", "REPLACE INTO t SET a = ?, b = DEFAULT")]
    [DataRow("create procedure p() begin select 1; select 'x'; end", "CREATE PROCEDURE p() BEGIN SELECT ?; SELECT ?; END")]
    public void A_statement_is_written_in_its_normalised_form(string sql, string expected) =>
        Assert.AreEqual(expected, string.Join(" | ", Texts(sql)));

    [TestMethod]
    [DataRow("SELECT a FROM t WHERE b = 1", "select  a from t where b=  'x' ;")]
    [DataRow("SELECT a FROM t WHERE b = ?", "SELECT a FROM t WHERE b = -1.5")]
    [DataRow("SELECT a FROM t WHERE b IN (1)", "SELECT a FROM t WHERE b IN (1,2,3,4)")]
    [DataRow("SELECT a FROM t WHERE b IN (?, ?)", "SELECT a FROM t WHERE b in('x')")]
    [DataRow("INSERT INTO t (a) VALUES (1)", "INSERT INTO t(a) VALUES (?),(?),(?)")]
    [DataRow("INSERT INTO t (a,b) VALUES (1, UUID())", "INSERT INTO t (a,b) VALUES (2,uuid()), (NULL, UUID( ))")]
    [DataRow("SELECT `a` FROM `t`", "SELECT a FROM t")]
    [DataRow("SELECT a FROM t", "SELECT/**/a/* b */FROM-- c\nt")]
    [DataRow("SELECT STRAIGHT_JOIN a FROM t", "SELECT /*!40000 STRAIGHT_JOIN */ a FROM t")]
    [DataRow("SELECT 'a'", "SELECT 'a' 'b' 'c'")]
    [DataRow("SELECT 'it''s'", "SELECT 'x'")]
    [DataRow("SELECT a FROM t WHERE b = TRUE", "SELECT a FROM t WHERE b = 1")]
    [DataRow("SELECT a FROM t WHERE b = _latin1'x'", "SELECT a FROM t WHERE b = 0xFF")]
    [DataRow("SHOW TABLE STATUS LIKE 'a'", "show table status like 'b'")]
    [DataRow("SET NAMES 'utf8'", "set names 'latin1'")]
    public void Literals_spacing_comments_and_the_case_of_keywords_make_no_difference(string one, string other) =>
        Assert.AreEqual(Single(one), Single(other));

    [TestMethod]
    [DataRow("SELECT a FROM t", "SELECT b FROM t")]
    [DataRow("SELECT a FROM t", "SELECT a FROM u")]
    [DataRow("SELECT a FROM t", "SELECT a FROM T")]
    [DataRow("SELECT a FROM status", "SELECT a FROM Status")]
    [DataRow("SELECT a FROM t", "SELECT a FROM s.t")]
    [DataRow("SELECT a FROM t WHERE b = 1", "SELECT a FROM t WHERE b > 1")]
    [DataRow("SELECT a FROM t WHERE b < 1", "SELECT a FROM t WHERE b <= 1")]
    [DataRow("SELECT a FROM t WHERE b = 1", "SELECT a FROM t WHERE b = c")]
    [DataRow("SELECT a FROM t WHERE b = 1", "SELECT a FROM t WHERE b = 1 OR 1 = 1")]
    [DataRow("SELECT a FROM t WHERE b = 1", "SELECT a FROM t WHERE b = 1 -- x\n OR c")]
    [DataRow("SELECT a FROM t WHERE b IS NULL", "SELECT a FROM t WHERE b = NULL")]
    [DataRow("SELECT a FROM t WHERE b IS NULL", "SELECT a FROM t WHERE b IS NOT NULL")]
    [DataRow("SELECT a FROM t WHERE b IN (1)", "SELECT a FROM t WHERE b NOT IN (1)")]
    [DataRow("SELECT a FROM t WHERE b IN (1, 2)", "SELECT a FROM t WHERE b IN (1, c)")]
    [DataRow("SELECT a FROM t WHERE b IN (1, 2)", "SELECT a FROM t WHERE b IN (SELECT 2)")]
    [DataRow("SELECT a FROM t WHERE b IN (1, 2)", "SELECT a FROM t WHERE b IN ((1, 2))")]
    [DataRow("SELECT a + 1 FROM t", "SELECT a - 1 FROM t")]
    [DataRow("SELECT date + 1 FROM t", "SELECT date - 1 FROM t")]
    [DataRow("SELECT f(1)", "SELECT f(1, 2)")]
    [DataRow("SELECT f(1)", "SELECT g(1)")]
    [DataRow("SELECT f(1)", "SELECT f(@a)")]
    [DataRow("SELECT 1", "SELECT 1, 2")]
    [DataRow("SELECT (1)", "SELECT (1), (2)")]
    [DataRow("SELECT _secret 'x'", "SELECT 'x'")]
    [DataRow("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (SLEEP(1))")]
    [DataRow("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (1), ((SELECT a FROM u))")]
    [DataRow("INSERT INTO t VALUES (1)", "REPLACE INTO t VALUES (1)")]
    [DataRow("INSERT INTO t (a) VALUES (1)", "INSERT INTO t (b) VALUES (1)")]
    [DataRow("INSERT INTO t VALUES (1)", "INSERT IGNORE INTO t VALUES (1)")]
    [DataRow("DELETE FROM t WHERE a = 1", "DELETE FROM t")]
    [DataRow("SELECT a FROM t", "SELECT a FROM t FOR UPDATE")]
    [DataRow("SELECT a FROM t", "SELECT a FROM t LIMIT 1")]
    [DataRow("SELECT a FROM t LIMIT 1", "SELECT a FROM t LIMIT 1, 2")]
    [DataRow("SELECT @a", "SELECT @b")]
    [DataRow("SELECT @@a", "SELECT @a")]
    [DataRow("SELECT `a b`", "SELECT a b")]
    [DataRow("SELECT `a.b`", "SELECT a.b")]
    [DataRow("SELECT `?`", "SELECT ?")]
    [DataRow("SELECT `user` FROM t", "SELECT USER() FROM t")]
    [DataRow("PREPARE s FROM 'SELECT 1'", "PREPARE s FROM 'DROP TABLE t'")]
    [DataRow("EXECUTE IMMEDIATE 'SELECT 1'", "EXECUTE IMMEDIATE 'SELECT 2'")]
    [DataRow("BEGIN NOT ATOMIC EXECUTE IMMEDIATE 'a'; END", "BEGIN NOT ATOMIC EXECUTE IMMEDIATE 'b'; END")]
    public void Another_name_operator_or_shape_is_another_digest(string one, string other) =>
        Assert.AreNotEqual(Single(one), Single(other));

    [TestMethod]
    public void Each_statement_of_a_text_has_its_own_digest()
    {
        string[] texts = Texts("select 1; ; delete from t /* x */ where a=2;");
        CollectionAssert.AreEqual(new[] { "SELECT ?", "DELETE FROM t WHERE a = ?" }, texts);
    }

    /// <summary>Else what one kind of server runs could hide behind the digest of what the other does.</summary>
    [TestMethod]
    public void Code_that_some_servers_skip_counts_in_both_readings()
    {
        string[] texts = Texts("select a from t where b = 1 /*!99999 and c = 2 */");
        CollectionAssert.AreEquivalent(
            new[] { "SELECT a FROM t WHERE b = ? AND c = ?", "SELECT a FROM t WHERE b = ?" }, texts);
        Assert.HasCount(1, Texts("select a /*!99999 */ from t"));
    }

    [TestMethod]
    [DataRow("SELECT 'a")]
    [DataRow("SELECT 1 /* x")]
    [DataRow("SELECT `a")]
    public void A_text_that_can_be_read_in_more_than_one_way_has_no_digest(string sql) =>
        Assert.IsFalse(new StatementDigester().Digest(Encoding.UTF8.GetBytes(sql), Plain));

    [TestMethod]
    public void Modes_and_character_sets_decide_what_a_literal_is()
    {
        SqlReading ansi = Plain with { Modes = SqlModes.AnsiQuotes };
        CollectionAssert.AreEqual(new[] { "SELECT a, `b\"c` FROM t" }, Texts("select \"a\", \"b\"\"c\" from t", ansi));
        CollectionAssert.AreEqual(new[] { "SELECT ? FROM t" }, Texts("select \"a\" from t"));
        SqlReading noEscapes = Plain with { Modes = SqlModes.NoBackslashEscapes };
        CollectionAssert.AreEqual(new[] { "SELECT ? FROM t" }, Texts("select 'a\\' from t", noEscapes));
        Assert.IsFalse(new StatementDigester().Digest("select 'a\\' from t"u8, Plain));
        Assert.IsTrue(new StatementDigester().Digest(
            [.. "select '"u8, 0xBF, 0x5C, .. "' from t"u8], Plain with { Charset = CharsetFamily.Gbk }));
    }

    [TestMethod]
    [DataRow("PREPARE s FROM @a")]
    [DataRow("EXECUTE IMMEDIATE @a")]
    [DataRow("EXECUTE IMMEDIATE CONCAT('a', @b)")]
    [DataRow("BEGIN NOT ATOMIC PREPARE s FROM v; EXECUTE s; END")]
    public void A_statement_that_runs_a_text_from_elsewhere_is_opaque(string sql)
    {
        StatementDigester digester = new();
        Assert.IsTrue(digester.Digest(Encoding.UTF8.GetBytes(sql), Plain));
        Assert.IsTrue(digester.Statements[0].IsOpaque);
    }

    [TestMethod]
    [DataRow("SELECT prepare FROM t")]
    [DataRow("XA PREPARE 'x'")]
    [DataRow("EXECUTE s USING @a")]
    [DataRow("PREPARE s FROM 'SELECT 1'")]
    public void Other_statements_are_not_opaque(string sql)
    {
        StatementDigester digester = new();
        Assert.IsTrue(digester.Digest(Encoding.UTF8.GetBytes(sql), Plain));
        Assert.IsFalse(digester.Statements[0].IsOpaque);
    }

    /// <summary>Recorded digests are compared with those of later releases.</summary>
    [TestMethod]
    public void The_hash_is_fnv_1a_of_the_normalised_text()
    {
        Assert.AreEqual("cbf29ce484222325", StatementDigest.Of([]).ToString());
        Assert.AreEqual("af63dc4c8601ec8c", StatementDigest.Of("a"u8).ToString());
        Assert.AreEqual(StatementDigest.Of("SELECT ?"u8), Single("select 1"));
        Assert.IsTrue(StatementDigest.TryParse("af63dc4c8601ec8c", out StatementDigest read));
        Assert.AreEqual(StatementDigest.Of("a"u8), read);
        Assert.IsFalse(StatementDigest.TryParse("af63dc4c8601ec8", out _));
        Assert.IsFalse(StatementDigest.TryParse("-f63dc4c8601ec8c", out _));
    }

    [TestMethod]
    public void Steady_digesting_allocates_nothing()
    {
        StatementDigester digester = new();
        byte[] text = Encoding.UTF8.GetBytes(
            "SELECT a, COUNT(*) FROM t JOIN u ON t.id = u.id WHERE b IN (1, 2, 3) AND c = 'x'; INSERT INTO t VALUES (1, 2), (3, 4)");
        digester.Digest(text, Plain);
        digester.Digest(text, Plain);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            digester.Digest(text, Plain);
        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void No_text_throws_and_no_literal_shows()
    {
        string seed = "INSERT INTO `t` (a, b) VALUES (-1, 'SECRET'), (_utf8'SECRET', 0xAB) /*!50000 ON */ -- SECRET\n; SET @'SECRET' = (((\"SECRET\")))";
        byte[] text = Encoding.UTF8.GetBytes(seed);
        StatementDigester digester = new();
        for (int end = 0; end <= text.Length; end++)
        {
            if (!digester.Digest(text.AsSpan(0, end), Plain))
                continue;
            foreach (DigestedStatement statement in digester.Statements)
                Assert.DoesNotContain("SECRET", Encoding.UTF8.GetString(digester.TextOf(statement)));
        }

        Random random = new(7);
        byte[] alphabet = Encoding.ASCII.GetBytes("()'\"`,;.-+*/!@?#\\ \n0x1eaVALUESIN");
        for (int i = 0; i < 20_000; i++)
        {
            byte[] noise = new byte[random.Next(40)];
            for (int k = 0; k < noise.Length; k++)
                noise[k] = alphabet[random.Next(alphabet.Length)];
            digester.Digest(noise, Plain);
        }

        byte[] deep = Encoding.ASCII.GetBytes("SELECT " + new string('(', 5000) + "1" + new string(')', 5000));
        Assert.IsTrue(digester.Digest(deep, Plain));
    }

    private static StatementDigest Single(string sql)
    {
        StatementDigester digester = new();
        Assert.IsTrue(digester.Digest(Encoding.UTF8.GetBytes(sql), Plain), sql);
        Assert.AreEqual(1, digester.Statements.Length, sql);
        return digester.Statements[0].Digest;
    }

    private static string[] Texts(string sql, SqlReading? reading = null)
    {
        StatementDigester digester = new();
        Assert.IsTrue(digester.Digest(Encoding.UTF8.GetBytes(sql), reading ?? Plain), sql);
        List<string> texts = [];
        foreach (DigestedStatement statement in digester.Statements)
            texts.Add(Encoding.UTF8.GetString(digester.TextOf(statement)));
        return [.. texts];
    }
}
