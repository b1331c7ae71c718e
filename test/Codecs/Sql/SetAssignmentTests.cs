using System.Text;
using SceNettyProxy.Codecs.Sql;

namespace SceNettyProxy.Codecs.Tests.Sql;

[TestClass]
public sealed class SetAssignmentTests
{
    private static readonly SqlReading Reading = new(CharsetFamily.Plain, SqlModes.None, ModesKnown: true);

    [TestMethod]
    [DataRow("SET a=1, @b='x', SESSION c=2, @@global.d=3, @@e=DEFAULT, NAMES utf8",
        "Session a Number 1; User b PlainString 'x'; Session c Number 2; Global d Number 3; Session e Word DEFAULT; Names  Word utf8")]
    [DataRow("SET autocommit = 0", "Session autocommit Number 0")]
    [DataRow("set @@session . autocommit := -1.5", "Session autocommit Number -1.5")]
    [DataRow("SET LOCAL a = ON, @@local.b = TRUE", "Session a Word ON; Session b Word TRUE")]
    [DataRow("SET PERSIST a = 1, PERSIST_ONLY b = 2, @@persist.c = 3", "Global a Number 1; Global b Number 2; Global c Number 3")]
    [DataRow("SET GLOBAL a = 1, b = 2, @@c = 3, SESSION d = 4, e = 5",
        "Global a Number 1; Global b Number 2; Session c Number 3; Session d Number 4; Session e Number 5")]
    [DataRow("SET GLOBAL hot.key_buffer_size = 1", "Global hot.key_buffer_size Number 1")]
    [DataRow("SET NAMES 'utf8mb4' COLLATE utf8mb4_bin", "Names  PlainString 'utf8mb4' COLLATE utf8mb4_bin")]
    [DataRow("SET NAMES DEFAULT", "Names  Word DEFAULT")]
    [DataRow("SET CHARACTER SET latin1, @x = 1", "CharacterSet  Word latin1; User x Number 1")]
    [DataRow("SET CHARSET 'gbk'", "CharacterSet  PlainString 'gbk'")]
    [DataRow("SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY",
        "SessionTransaction  Word ISOLATION LEVEL SERIALIZABLE, READ ONLY")]
    [DataRow("SET TRANSACTION READ ONLY ;", "NextTransaction  Word READ ONLY")]
    [DataRow("SET GLOBAL TRANSACTION READ ONLY", "Global  Word READ ONLY")]
    [DataRow("SET sql_mode = CONCAT(@@sql_mode, ',ANSI'), b = 1", "Session sql_mode Expression CONCAT(@@sql_mode, ',ANSI'); Session b Number 1")]
    [DataRow("SET @a = (SELECT 1, 2), @b = @a := 3", "User a Expression (SELECT 1, 2); User b Expression @a := 3")]
    [DataRow("SET @a = 'it''s', @b = 'a\\'b', @c = 'a' 'b', @d = _utf8'x', @e = N'x', @f = X'41', @g = 0x41",
        "User a Expression 'it''s'; User b Expression 'a\\'b'; User c Expression 'a' 'b'; User d Expression _utf8'x'; "
        + "User e Expression N'x'; User f Expression X'41'; User g Expression 0x41")]
    [DataRow("SET @a = CURRENT_USER, @b = NULL, @c = some_word", "User a Expression CURRENT_USER; User b Word NULL; User c Expression some_word")]
    [DataRow("SET timestamp = CURRENT_TIMESTAMP", "Session timestamp Expression CURRENT_TIMESTAMP")]
    [DataRow("SET `a` = 1, @`b c` = 2, @'d' = 3", "Session `a` Number 1; User `b c` Number 2; User 'd' Number 3")]
    [DataRow("SET @a = 1 /* x */ , b = 2 -- y", "User a Number 1; Session b Number 2")]
    [DataRow("SET @a.b$c = 1", "User a.b$c Number 1")]
    public void An_assignment_goes_where_the_server_puts_it(string text, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Statement statement = new StatementClassifier().Classify(bytes, Reading)[0];
        Assert.AreEqual(expected, Describe(statement, bytes));
        Assert.AreEqual(StatementVerb.Set, statement.Verb);
        Assert.IsFalse(statement.Effects.HasFlag(StatementEffects.SetsUntrackable));
    }

    [TestMethod]
    [DataRow("SET a")]
    [DataRow("SET a =")]
    [DataRow("SET NEW.a = 1")]
    [DataRow("SET @@other.a = 1")]
    [DataRow("SET a = 1 b = 2,")]
    [DataRow("SET")]
    [DataRow("SET RESOURCE GROUP g")]
    [DataRow("SET a = 1, ROLE r")]
    public void What_is_no_assignment_is_untrackable(string text)
    {
        StatementBatch batch = new StatementClassifier().Classify(Encoding.UTF8.GetBytes(text), Reading);
        bool tracked = batch[0].Assignments.Length > 0 && batch[0].Assignments[^1].Kind != SetValueKind.Expression;
        Assert.IsTrue(batch.Effects.HasFlag(StatementEffects.SetsUntrackable) || !tracked, batch.Effects.ToString());
        Assert.IsFalse(batch.IsRead);
    }

    [TestMethod]
    public void A_value_in_code_that_a_server_may_skip_is_read_back()
    {
        byte[] text = "/*!80000 SET a = 1 */; SET b = 2"u8.ToArray();
        StatementBatch batch = new StatementClassifier().Classify(text, Reading);
        Assert.AreEqual("Session a Expression 1", Describe(batch[0], text));
        Assert.AreEqual("Session b Number 2", Describe(batch[1], text));
        Assert.IsFalse(batch.IsAmbiguous);
    }

    [TestMethod]
    [DataRow("SELECT @a, @`b`, @@c, 'x@y'", "a,`b`")]
    [DataRow("SELECT 1 INTO @a, @b", "")]
    [DataRow("SET @a = @b + 1", "b")]
    [DataRow("CREATE DEFINER=root@localhost VIEW v AS SELECT 1", "")]
    [DataRow("EXECUTE s USING @a, @b", "a,b")]
    public void User_variables_that_are_read_are_listed(string text, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Statement statement = new StatementClassifier().Classify(bytes, Reading)[0];
        string names = "";
        foreach (TextRange range in statement.UserVariablesRead)
            names += (names.Length > 0 ? "," : "") + Encoding.UTF8.GetString(range.Of(bytes));
        Assert.AreEqual(expected, names);
    }

    [TestMethod]
    [DataRow("USE db", "db")]
    [DataRow("use/**/`a``b` ;", "`a``b`")]
    [DataRow("USE 'db'", "'db'")]
    [DataRow("USE", "")]
    public void USE_names_its_schema_as_written(string text, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Statement statement = new StatementClassifier().Classify(bytes, Reading)[0];
        Assert.AreEqual(expected, Encoding.UTF8.GetString(statement.UseSchema.Of(bytes)));
    }

    private static string Describe(Statement statement, byte[] text)
    {
        string all = "";
        foreach (SetAssignment a in statement.Assignments)
        {
            all += (all.Length > 0 ? "; " : "") + $"{a.Scope} {String(a.Name, text)} {a.Kind} {String(a.Value, text)}"
                + (a.Collation.IsEmpty ? "" : " COLLATE " + String(a.Collation, text));
        }

        return all;
    }

    private static string String(TextRange range, byte[] text) => Encoding.UTF8.GetString(range.Of(text));
}
