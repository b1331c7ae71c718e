using System.Diagnostics;
using System.Text;
using SceNettyProxy.Codecs.Sql;

namespace SceNettyProxy.Codecs.Tests.Sql;

[TestClass]
public sealed class ClassifierRobustnessTests
{
    private static readonly SqlReading[] Readings =
    [
        new(CharsetFamily.Plain, SqlModes.None, ModesKnown: true),
        new(CharsetFamily.Plain, SqlModes.None, ModesKnown: false),
        new(CharsetFamily.Gbk, SqlModes.AnsiQuotes | SqlModes.NoBackslashEscapes, ModesKnown: true),
        new(CharsetFamily.Gb18030, SqlModes.IgnoreSpace, ModesKnown: true),
    ];

    private static List<byte[]> Corpus { get; } =
        [.. CorpusLine.Lines(ReadCorpus.Text).Concat(CorpusLine.Lines(WriteCorpus.Text)).Select(line => CorpusLine.Parse(line).Text)];

    [TestMethod]
    public void A_text_cut_at_any_byte_is_classified_without_an_exception()
    {
        var classifier = new StatementClassifier();
        foreach (byte[] text in Corpus)
        {
            for (int length = 0; length <= text.Length; length++)
            {
                foreach (SqlReading reading in Readings)
                    CheckInvariants(classifier, text.AsSpan(0, length), reading);
            }
        }
    }

    [TestMethod]
    public void Random_bytes_and_shuffled_tokens_are_classified_without_an_exception()
    {
        var random = new Random(20260101);
        var classifier = new StatementClassifier();
        byte[] text = new byte[200];
        for (int round = 0; round < 20000; round++)
        {
            int length = random.Next(text.Length);
            random.NextBytes(text.AsSpan(0, length));
            if (round % 2 == 0)
                length = Shuffle(random, text);
            CheckInvariants(classifier, text.AsSpan(0, length), Readings[round % Readings.Length]);
        }
    }

    [TestMethod]
    public void Comments_in_every_gap_change_no_verdict()
    {
        var classifier = new StatementClassifier();
        foreach (byte[] text in Corpus)
        {
            StatementBatch plain = classifier.Classify(text, Readings[0]);
            if (plain.IsAmbiguous || plain.HasExecutableComment || text.AsSpan().IndexOf("--"u8) >= 0 || text.Contains((byte)'#'))
                continue;
            (bool isRead, PrimaryReason reason, StatementEffects effects) = (plain.IsRead, plain.PrimaryReason, plain.Effects);
            byte[] spaced = SpacesAsComments(text);
            StatementBatch commented = classifier.Classify(spaced, Readings[0]);
            string shown = Encoding.Latin1.GetString(spaced);
            Assert.AreEqual(isRead, commented.IsRead, shown);
            Assert.AreEqual(reason, commented.PrimaryReason, shown);
            Assert.AreEqual(effects, commented.Effects, shown);
        }
    }

    [TestMethod]
    public void Case_changes_no_verdict()
    {
        var classifier = new StatementClassifier();
        foreach (byte[] text in Corpus)
        {
            StatementBatch plain = classifier.Classify(text, Readings[0]);
            (PrimaryReason reason, StatementEffects effects, bool unsure) = (plain.PrimaryReason, plain.Effects, plain.IsAmbiguous);
            if (plain.HasExecutableComment)
                continue;
            byte[] swapped = [.. text.Select(b => char.IsAsciiLetter((char)b) ? (byte)(b ^ 0x20) : b)];
            StatementBatch other = classifier.Classify(swapped, Readings[0]);
            Assert.AreEqual(reason, other.PrimaryReason, Encoding.Latin1.GetString(text));
            Assert.AreEqual(effects, other.Effects, Encoding.Latin1.GetString(text));
            Assert.AreEqual(unsure, other.IsAmbiguous, Encoding.Latin1.GetString(text));
        }
    }

    [TestMethod]
    public void Nothing_is_allocated_once_the_arrays_have_grown()
    {
        var classifier = new StatementClassifier();
        long Run()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (byte[] text in Corpus)
            {
                foreach (SqlReading reading in Readings)
                    classifier.Classify(text, reading);
                StatementClassifier.HeadDecides(text, Readings[0], out _);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Run();
        Assert.AreEqual(0, Run());
    }

    [TestMethod]
    [DataRow("(")]
    [DataRow("a ")]
    [DataRow("/**/")]
    [DataRow("a/**/")]
    [DataRow("EXPLAIN ")]
    [DataRow("EXPLAIN (")]
    [DataRow("SET STATEMENT a = 1 FOR ")]
    [DataRow("/*!99999 ")]
    [DataRow("/*!99999 '/*' */")]
    [DataRow("/*M!99999 /* */ a */")]
    [DataRow("BEGIN NOT ATOMIC ")]
    [DataRow("WITH a AS (SELECT 1), b(")]
    [DataRow("a:")]
    [DataRow("SELECT 1;")]
    [DataRow("SELECT @")]
    [DataRow("'")]
    [DataRow("CASE ")]
    public void A_hostile_repetition_costs_time_in_proportion_to_its_length(string piece)
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length)));
        var watch = Stopwatch.StartNew();
        new StatementClassifier().Classify(text, Readings[0]);

        // A few tens of milliseconds; the square of the length would be hours.
        Assert.IsLessThan(20.0, watch.Elapsed.TotalSeconds);
    }

    private static void CheckInvariants(StatementClassifier classifier, ReadOnlySpan<byte> text, SqlReading reading)
    {
        StatementBatch batch = classifier.Classify(text, reading);
        Assert.AreEqual(batch.PrimaryReason == PrimaryReason.None, batch.IsRead);
        if (batch.IsRead)
        {
            Assert.IsFalse(batch.Effects.HasFlag(StatementEffects.MayWrite));
            Assert.IsFalse(batch.IsAmbiguous || batch.HasExecutableComment);
        }

        int end = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            TextRange range = batch[i].Text;
            Assert.IsTrue(range.Start >= end && range.Start + range.Length <= text.Length);
            end = range.Start + range.Length;
            foreach (SetAssignment assignment in batch[i].Assignments)
                Assert.IsTrue(assignment.Value.Start + assignment.Value.Length <= end);
        }

        StatementClassifier.HeadDecides(text, reading, out _);
    }

    private static int Shuffle(Random random, byte[] text)
    {
        int length = 0;
        while (true)
        {
            byte[] from = Corpus[random.Next(Corpus.Count)];
            int start = random.Next(from.Length + 1);
            int count = Math.Min(random.Next(1, 20), from.Length - start);
            if (length + count > text.Length)
                return length;
            from.AsSpan(start, count).CopyTo(text.AsSpan(length));
            length += count;
        }
    }

    /// <summary>Replaces each space between tokens by a comment and two spaces.</summary>
    private static byte[] SpacesAsComments(byte[] text)
    {
        var result = new List<byte>();
        var tokens = new SqlTokenizer(text, Readings[0]);
        int end = 0;
        while (tokens.Read())
        {
            if (tokens.Start > end)
                result.AddRange(" /* x; */ "u8);
            result.AddRange(tokens.Text);
            end = tokens.Start + tokens.Length;
        }

        return [.. result];
    }
}
