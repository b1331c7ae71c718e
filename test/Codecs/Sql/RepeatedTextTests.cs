using System.Text;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Codecs.Sql.Inspection;

namespace SceNettyProxy.Codecs.Tests.Sql;

/// <summary>What was found out about a text is used again for the same text, and for no other.</summary>
[TestClass]
public sealed class RepeatedTextTests
{
    private static readonly SqlReading Known = new(CharsetFamily.Plain, SqlModes.None, ModesKnown: true, ServerFlavor.MariaDb);

    [TestMethod]
    public void A_text_that_differs_in_one_byte_is_another()
    {
        var classifier = new StatementClassifier();
        var inspector = new StatementInspector(classifier);
        foreach ((string sql, bool isRead) in new[] { ("SELECT a FROM t FOR UPDATE", false), ("SELECT a FROM t FOR_UPDATE", true), ("SELECT a FROM t FOR UPDATE", false) })
        {
            Assert.AreEqual(isRead, classifier.Classify(Bytes(sql), Known).IsRead, sql);
            Assert.AreEqual("t", TableOf(inspector, sql, Known), sql);
        }

        Assert.AreEqual("u", TableOf(inspector, "SELECT a FROM u FOR UPDATE", Known));
        Assert.AreEqual("u", TableOf(inspector, "SELECT b FROM u", Known));
    }

    [TestMethod]
    public void A_longer_and_a_shorter_text_with_the_same_front_are_others()
    {
        var classifier = new StatementClassifier();
        Assert.IsTrue(classifier.Classify("SELECT 1"u8, Known).IsRead);
        Assert.IsFalse(classifier.Classify("SELECT 1 INTO @a"u8, Known).IsRead);
        Assert.IsTrue(classifier.Classify("SELECT 1"u8, Known).IsRead);
        Assert.AreEqual(0, classifier.Classify(""u8, Known).Count);
    }

    [TestMethod]
    public void The_same_bytes_read_in_another_way_are_judged_anew()
    {
        // With backslash escapes the string ends at the last quote; without, a write follows it.
        byte[] text = Bytes(@"SELECT '\'; DELETE FROM t; -- '");
        SqlReading plain = Known with { Modes = SqlModes.NoBackslashEscapes };
        var classifier = new StatementClassifier();
        var inspector = new StatementInspector(classifier);
        foreach (SqlReading reading in new[] { Known, plain, Known, plain with { ModesKnown = false } })
        {
            bool isOne = reading == Known;
            Assert.AreEqual(isOne, classifier.Classify(text, reading).IsRead, reading.ToString());
            Assert.AreEqual(!isOne, inspector.Inspect(text, reading) is { IsMultiStatement: true } or { IsAmbiguous: true }, reading.ToString());
        }

        // In GBK the backslash is the second byte of a character, so that the quote behind it ends the string.
        byte[] gbk = [.. "SELECT '"u8, 0xBF, 0x5C, .. "'; DELETE FROM t; -- '"u8];
        Assert.AreEqual(1, classifier.Classify(gbk, Known).Count);
        Assert.AreEqual(2, classifier.Classify(gbk, Known with { Charset = CharsetFamily.Gbk }).Count);
    }

    [TestMethod]
    public void An_inspector_leaves_the_batch_of_its_classifier_as_it_is()
    {
        var classifier = new StatementClassifier();
        var inspector = new StatementInspector(classifier);
        StatementBatch batch = classifier.Classify("SELECT a FROM t"u8, Known);
        Assert.AreEqual("u", TableOf(inspector, "UPDATE u SET a = 1", Known));
        Assert.AreEqual(StatementVerb.Select, batch[0].Verb);
        Assert.AreEqual("t", TableOf(inspector, "SELECT a FROM t", Known));
    }

    [TestMethod]
    public void A_text_that_is_too_long_to_be_kept_leaves_nothing_behind()
    {
        var classifier = new StatementClassifier();
        string filler = new('x', 5000);
        Assert.IsTrue(classifier.Classify("SELECT 1"u8, Known).IsRead);
        Assert.IsFalse(classifier.Classify(Bytes($"INSERT INTO t VALUES ('{filler}')"), Known).IsRead);
        Assert.IsTrue(classifier.Classify("SELECT 1"u8, Known).IsRead);
    }

    private static string TableOf(StatementInspector inspector, string sql, SqlReading reading)
    {
        byte[] text = Bytes(sql);
        return Encoding.ASCII.GetString(inspector.Inspect(text, reading)[0].Tables[0].Name.Of(text));
    }

    private static byte[] Bytes(string sql) => Encoding.Latin1.GetBytes(sql);
}
