using System.Text;
using SceNettyProxy.Codecs.Sql;

namespace SceNettyProxy.Codecs.Tests.Sql;

[TestClass]
public sealed class HeadTests
{
    private static readonly SqlReading Reading = new(CharsetFamily.Plain, SqlModes.None, ModesKnown: true);

    [TestMethod]
    [DataRow("INSERT INTO t VALUES ('abc", StatementVerb.Insert)]
    [DataRow("/* c */ insert into t values (1), (", StatementVerb.Insert)]
    [DataRow("REPLACE INTO t VALUES (", StatementVerb.Replace)]
    [DataRow("UPDATE t SET a = 'x", StatementVerb.Update)]
    [DataRow("-- c\nDELETE FROM t WHERE a IN (1,", StatementVerb.Delete)]
    [DataRow("LOAD DATA LOW_PRIORITY INFILE 'x", StatementVerb.LoadData)]
    [DataRow("CREATE TABLE t (a", StatementVerb.Create)]
    [DataRow("ALTER TABLE t ADD", StatementVerb.Alter)]
    public void A_write_is_decided_by_its_head(string head, StatementVerb expected)
    {
        Assert.IsTrue(StatementClassifier.HeadDecides(Encoding.UTF8.GetBytes(head), Reading, out StatementVerb verb));
        Assert.AreEqual(expected, verb);
    }

    [TestMethod]
    [DataRow("SELECT 1")]
    [DataRow("SET a = 'x")]
    [DataRow("USE x")]
    [DataRow("WITH c AS (SELECT 1) INSERT")]
    [DataRow("CALL p(1")]
    [DataRow("(SELECT 1")]
    [DataRow("INSERT")]
    [DataRow("INSERT /* cut")]
    [DataRow("/* cut")]
    [DataRow("/*! INSERT */ INTO t")]
    [DataRow("INSERT INTO t /*! x */ VALUES (")]
    [DataRow("LOAD DATA LOCAL INFILE 'x")]
    [DataRow("LOAD DATA")]
    [DataRow("CREATE TEMPORARY TABLE t (")]
    [DataRow("CREATE OR REPLACE TEMPORARY TABLE t (")]
    [DataRow("EXECUTE IMMEDIATE 'x")]
    [DataRow("")]
    public void All_else_waits_for_its_tail(string head)
    {
        Assert.IsFalse(StatementClassifier.HeadDecides(Encoding.UTF8.GetBytes(head), Reading, out StatementVerb verb));
        Assert.AreEqual(StatementVerb.Unknown, verb);
    }

    [TestMethod]
    [DataRow("SELECT CONNECTION_ID()", "CONNECTION_ID()")]
    [DataRow("select /* x */ connection_id ( ) ;", "connection_id ( )")]
    [DataRow("SELECT CONNECTION_ID() AS `my id` LIMIT 1", "`my id`")]
    [DataRow("SELECT 1; SELECT CONNECTION_ID() id", "id")]
    [DataRow("SELECT CONNECTION_ID(), 1", "")]
    [DataRow("SELECT CONNECTION_ID() + 1", "")]
    [DataRow("SELECT CONNECTION_ID() FROM t", "")]
    [DataRow("SELECT CONNECTION_ID() LIMIT 0", "")]
    [DataRow("SELECT CONNECTION_ID() FOR UPDATE", "")]
    [DataRow("(SELECT CONNECTION_ID())", "")]
    [DataRow("SELECT 1", "")]
    public void A_plain_question_for_the_connection_id_is_told_apart(string text, string column)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        StatementBatch batch = new StatementClassifier().Classify(bytes, Reading);
        Statement statement = batch[batch.Count - 1];
        Assert.AreEqual(column, Encoding.UTF8.GetString(statement.ConnectionIdColumn.Of(bytes)));
        Assert.AreEqual(column.Length > 0, statement.IsConnectionIdQuery);
    }
}
