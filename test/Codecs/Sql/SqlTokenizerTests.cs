using System.Text;
using SceNettyProxy.Codecs.Sql;

namespace SceNettyProxy.Codecs.Tests.Sql;

[TestClass]
public sealed class SqlTokenizerTests
{
    private static readonly SqlReading Reading = new(CharsetFamily.Plain, SqlModes.None, ModesKnown: true);

    [TestMethod]
    [DataRow("SELECT a, f (1)", "Keyword:SELECT Identifier:a Comma:, Function:f LeftParenthesis:( Integer:1 RightParenthesis:)")]
    [DataRow("1 1.5 .5 1. 1e5 1e+5 1e 1a 0x1F 0xZ 0b01 0b2",
        "Integer:1 Float:1.5 Float:.5 Float:1. Float:1e5 Float:1e+5 Identifier:1e Identifier:1a Literal:0x1F Identifier:0xZ Literal:0b01 Identifier:0b2")]
    [DataRow("'a''b' \"c\" `d``e` N'f' x'41' B'01' _utf8'g'",
        "String:'a''b' String:\"c\" QuotedIdentifier:`d``e` String:N'f' Literal:x'41' Literal:B'01' Identifier:_utf8 String:'g'")]
    [DataRow("@a @`b` @'c' @@d ?", "UserVariable:@a UserVariable:@`b` UserVariable:@'c' SystemVariable:@@ Identifier:d Parameter:?")]
    [DataRow("a.select select.a . select", "Identifier:a Dot:. Identifier:select Identifier:select Dot:. Identifier:a Dot:. Keyword:select")]
    [DataRow("a:=b<=>c->>d||e!=f<<1", "Identifier:a Operator::= Identifier:b Operator:<=> Identifier:c Operator:->> Identifier:d Operator:|| Identifier:e Operator:!= Identifier:f Operator:<< Integer:1")]
    [DataRow("a -- b\nc --d #e\n/* f */ g", "Identifier:a Comment:-- b Identifier:c Operator:- Operator:- Identifier:d Comment:#e Comment:/* f */ Identifier:g")]
    [DataRow("/*!50003 a /* b */ */ c */", "ExecutableCommentStart:/*!50003 Identifier:a Comment:/* b */ ExecutableCommentEnd:*/ Identifier:c Operator:* Operator:/")]
    [DataRow("/*M!100100b*/", "ExecutableCommentStart:/*M!100100 Identifier:b ExecutableCommentEnd:*/")]
    [DataRow("a;b", "Identifier:a Semicolon:; Identifier:b")]
    [DataRow("f/* ( */(1)", "Function:f Comment:/* ( */ LeftParenthesis:( Integer:1 RightParenthesis:)")]
    [DataRow("\u0001", "Invalid:\u0001")]
    public void Text_is_cut_where_the_server_cuts_it(string text, string expected)
    {
        var tokens = new SqlTokenizer(Encoding.UTF8.GetBytes(text), Reading);
        var found = new List<string>();
        while (tokens.Read())
            found.Add($"{tokens.Kind}:{Encoding.UTF8.GetString(tokens.Text)}");
        Assert.AreEqual(expected, string.Join(' ', found));
        Assert.AreEqual(SqlTokenKind.End, tokens.Kind);
    }

    [TestMethod]
    public void Every_keyword_is_found_in_any_case()
    {
        foreach (SqlKeyword keyword in Enum.GetValues<SqlKeyword>())
        {
            if (keyword == SqlKeyword.None)
                continue;
            string word = string.Concat(keyword.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? "_" + c : $"{c}"));
            var tokens = new SqlTokenizer(Encoding.UTF8.GetBytes(word), Reading);
            Assert.IsTrue(tokens.Read());
            Assert.AreEqual(keyword, tokens.Keyword);
        }
    }

    [TestMethod]
    public void A_part_of_a_keyword_is_none()
    {
        foreach (string word in new[] { "selec", "selects", "sel_ect", "sélect", "$select", "select1" })
        {
            var tokens = new SqlTokenizer(Encoding.UTF8.GetBytes(word), Reading);
            Assert.IsTrue(tokens.Read());
            Assert.AreEqual(SqlKeyword.None, tokens.Keyword, word);
            Assert.AreEqual(Encoding.UTF8.GetByteCount(word), tokens.Length, word);
        }
    }

    [TestMethod]
    [DataRow("name", "name")]
    [DataRow("`a``b`", "a`b")]
    [DataRow("'it''s'", "it's")]
    [DataRow(@"'a\'b\\c\n\%d\_\q'", "a'b\\c\n\\%d\\_q")]
    [DataRow("\"a\"\"b'\"", "a\"b'")]
    [DataRow(@"`a\`", "a\\")]
    [DataRow("''", "")]
    public void Quotes_and_escapes_are_undone(string written, string expected)
    {
        byte[] text = Encoding.UTF8.GetBytes(written);
        byte[] destination = new byte[text.Length];
        Assert.IsTrue(SqlText.TryUnquote(text, Reading, destination, out int length));
        Assert.AreEqual(expected, Encoding.UTF8.GetString(destination, 0, length));
    }

    [TestMethod]
    public void Unquoting_follows_charset_and_modes_and_refuses_what_does_not_fit()
    {
        byte[] destination = new byte[8];
        Assert.IsTrue(SqlText.TryUnquote(
            [0x27, 0xBF, 0x5C, 0x27], Reading with { Charset = CharsetFamily.Gbk }, destination, out int length));
        CollectionAssert.AreEqual(new byte[] { 0xBF, 0x5C }, destination[..length]);

        Assert.IsTrue(SqlText.TryUnquote(
            @"'a\n'"u8, Reading with { Modes = SqlModes.NoBackslashEscapes }, destination, out length));
        Assert.AreEqual(@"a\n", Encoding.UTF8.GetString(destination, 0, length));

        Assert.IsTrue(SqlText.TryUnquote(
            "\"a\\n\""u8, Reading with { Modes = SqlModes.AnsiQuotes }, destination, out length));
        Assert.AreEqual(@"a\n", Encoding.UTF8.GetString(destination, 0, length));

        Assert.IsFalse(SqlText.TryUnquote("'abc'"u8, Reading, destination.AsSpan(0, 2), out length));
        Assert.AreEqual(0, length);
        Assert.IsFalse(SqlText.TryUnquote("'abc"u8, Reading, destination, out _));
        Assert.IsFalse(SqlText.TryUnquote("`"u8, Reading, destination, out _));
        Assert.IsFalse(SqlText.TryUnquote(@"'\%'"u8, Reading, destination.AsSpan(0, 1), out _));
    }
}
