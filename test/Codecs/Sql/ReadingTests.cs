using SceNettyProxy.Codecs.Sql;

namespace SceNettyProxy.Codecs.Tests.Sql;

/// <summary>The same bytes under other character sets, modes and servers.</summary>
[TestClass]
public sealed class ReadingTests
{
    private const string Ambiguous = "AmbiguousText ambiguous MayWrite CallsUnknown SetsUntrackable";

    // Each as MariaDB 10.11 reads it after SET NAMES of the character set.
    [TestMethod]
    [DataRow(CharsetFamily.Gbk, @"read | SELECT '\xbf\x5c', ' FOR UPDATE '")]
    [DataRow(CharsetFamily.Plain, Ambiguous + @" | SELECT '\xbf\x5c', ' FOR UPDATE '")]
    [DataRow(CharsetFamily.Plain, @"LockingRead | SELECT '\xbf\x5c'' FOR UPDATE -- '")]
    [DataRow(CharsetFamily.Gbk, @"read | SELECT '\xbf\x5c'' FOR UPDATE -- '")]
    [DataRow(CharsetFamily.Gbk, Ambiguous + @" | SELECT '\xbf\x5c'' FOR UPDATE -- ")]
    [DataRow(CharsetFamily.Gbk, @"LockingRead | SELECT '\xbf\x5c\x27 FOR UPDATE")]
    [DataRow(CharsetFamily.Plain, Ambiguous + @" | SELECT '\xbf\x5c\x27 FOR UPDATE")]
    [DataRow(CharsetFamily.Sjis, @"LockingRead | SELECT '\x83\x5c' FOR UPDATE")]
    [DataRow(CharsetFamily.Big5, @"LockingRead | SELECT '\xa5\x5c' FOR UPDATE")]
    [DataRow(CharsetFamily.Big5, Ambiguous + @" | SELECT '\x83\x5c' FOR UPDATE")]
    [DataRow(CharsetFamily.Gb18030, @"LockingRead | SELECT '\x81\x5c' FOR UPDATE")]
    [DataRow(CharsetFamily.Gb18030, @"LockingRead | SELECT '\x81\x30\x81\x30' FOR UPDATE")]
    [DataRow(CharsetFamily.Sjis, @"LockingRead | SELECT `\x83\x60` FOR UPDATE")]
    [DataRow(CharsetFamily.Plain, Ambiguous + @" | SELECT `\x83`` FOR UPDATE")]
    [DataRow(CharsetFamily.Sjis, @"read | SELECT \x83\x5c FROM t")]
    [DataRow(CharsetFamily.Sjis, @"read | SELECT \x95\x5c AS \x83\x60, 1")]
    // An escape skips one byte, not one character: the pair behind it is torn apart.
    [DataRow(CharsetFamily.Gbk, @"LockingRead | SELECT 'a\x5c\xbf\x5c'' FOR UPDATE -- ' FOR UPDATE")]
    // A lead byte without a trail byte protects nothing.
    [DataRow(CharsetFamily.Gbk, @"LockingRead | SELECT '\x81' FOR UPDATE")]
    public void A_trail_byte_is_no_quote_and_no_escape(CharsetFamily charset, string line) =>
        CorpusLine.Parse(line).Check(new SqlReading(charset, SqlModes.None, ModesKnown: true));

    [TestMethod]
    [DataRow(SqlModes.None, @"read | SELECT 'a\' FOR UPDATE -- '")]
    [DataRow(SqlModes.NoBackslashEscapes, @"LockingRead | SELECT 'a\' FOR UPDATE -- '")]
    [DataRow(SqlModes.None, @"read | SELECT ""a\"" FOR UPDATE -- "" ")]
    [DataRow(SqlModes.AnsiQuotes, @"LockingRead | SELECT ""a\"" FOR UPDATE -- "" ")]
    [DataRow(SqlModes.AnsiQuotes, @"UnknownFunction CallsUnknown MayWrite | SELECT ""f""(1)")]
    [DataRow(SqlModes.IgnoreSpace, @"read | SELECT COUNT (a), NOW /**/ () FROM t")]
    [DataRow(SqlModes.None, @"UnknownFunction CallsUnknown MayWrite | SELECT NOW ()")]
    public void Modes_decide_where_a_string_ends(SqlModes modes, string line) =>
        CorpusLine.Parse(line).Check(new SqlReading(CharsetFamily.Plain, modes, ModesKnown: true));

    [TestMethod]
    [DataRow(Ambiguous + @" | SELECT 'a\' FOR UPDATE -- '")]
    [DataRow(Ambiguous + @" | SELECT 'it\'s'")]
    [DataRow(@"read | SELECT 'a\nb', 'c:\\d'")]
    [DataRow(@"read | SELECT ""a"", 'b''c'")]
    [DataRow(@"UnknownFunction CallsUnknown MayWrite | SELECT ""f""(1)")]
    [DataRow(@"UnknownFunction CallsUnknown MayWrite | SELECT COUNT (a)")]
    [DataRow(@"SessionControl ChangesSchema | USE ""db""")]
    [DataRow(@"read | SELECT `a\`, 1")]
    public void Unknown_modes_make_ambiguous_what_they_would_change(string line) =>
        CorpusLine.Parse(line).Check(new SqlReading(CharsetFamily.Plain, SqlModes.None, ModesKnown: false));

    [TestMethod]
    [DataRow(ServerFlavor.MySql, "read | SELECT UUID_TO_BIN('x'), ANY_VALUE(a), POINT(1, 2)")]
    [DataRow(ServerFlavor.MySql, "read | SELECT * FROM t, LATERAL (SELECT t.a) x")]
    [DataRow(ServerFlavor.MariaDb, "UnknownFunction CallsUnknown MayWrite | SELECT UUID_TO_BIN('x')")]
    [DataRow(ServerFlavor.MariaDb, "read | SELECT NVL(a, 1), MEDIAN(a) OVER (PARTITION BY b) FROM t")]
    [DataRow(ServerFlavor.MySql, "UnknownFunction CallsUnknown MayWrite | SELECT NVL(a, 1)")]
    [DataRow(ServerFlavor.Unknown, "UnknownFunction CallsUnknown MayWrite | SELECT NVL(a, 1)")]
    public void A_function_is_built_in_only_where_the_server_has_it(ServerFlavor flavor, string line) =>
        CorpusLine.Parse(line).Check(new SqlReading(CharsetFamily.Plain, SqlModes.None, ModesKnown: true, flavor));

    [TestMethod]
    [DataRow(@"SELECT 1 x\xA0FOR\xA0UPDATE", true)]
    [DataRow(@"SELECT\xA01", true)]
    [DataRow(@"SELECT 1 AS caf\xC3\xA9, 2 AS \xC3\xA0", false)]
    [DataRow(@"SELECT 1 --\xA0x", true)]
    public void White_space_of_single_byte_sets_cannot_hide_a_keyword(string text, bool ambiguous)
    {
        var reading = new SqlReading(CharsetFamily.Plain, SqlModes.None, ModesKnown: true);
        Assert.AreEqual(ambiguous, new StatementClassifier().Classify(CorpusLine.Bytes(text), reading).IsAmbiguous);
    }
}
