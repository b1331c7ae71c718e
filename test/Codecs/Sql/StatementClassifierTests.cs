using SceNettyProxy.Codecs.Sql;

namespace SceNettyProxy.Codecs.Tests.Sql;

[TestClass]
public sealed class StatementClassifierTests
{
    private static readonly SqlReading Reading = new(CharsetFamily.Plain, SqlModes.None, ModesKnown: true);

    public static IEnumerable<object[]> Reads => CorpusLine.Lines(ReadCorpus.Text).Select(line => new object[] { line });

    public static IEnumerable<object[]> Writes => CorpusLine.Lines(WriteCorpus.Text).Select(line => new object[] { line });

    [TestMethod]
    [DynamicData(nameof(Reads))]
    public void A_read_is_one_only_if_a_replica_may_run_it(string line) => CorpusLine.Parse(line).Check(Reading);

    [TestMethod]
    [DynamicData(nameof(Writes))]
    public void A_write_has_the_effects_that_the_session_must_know(string line) => CorpusLine.Parse(line).Check(Reading);
}
