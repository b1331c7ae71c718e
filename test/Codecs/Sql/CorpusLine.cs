using System.Globalization;
using SceNettyProxy.Codecs.Sql;

namespace SceNettyProxy.Codecs.Tests.Sql;

/// <summary>
/// A line of a corpus: <c>what is expected | the text</c>. Expected is <c>read</c> or the batch's primary reason, then all
/// effects of the batch by name; <c>ambiguous</c>, <c>verb=</c>, <c>inner=</c>, <c>count=</c> (else 1) and <c>hint=</c>.
/// In the text <c>\xNN</c> is one byte and <c>\n</c> a line feed. Lines that begin with # are headings.
/// </summary>
internal sealed record CorpusLine(string Expected, byte[] Text)
{
    public static IEnumerable<string> Lines(string corpus) => corpus
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Where(line => !line.StartsWith('#'));

    public static CorpusLine Parse(string line)
    {
        int bar = line.IndexOf('|', StringComparison.Ordinal);
        return new CorpusLine(line[..bar].Trim(), Bytes(line[(bar + 1)..].Trim()));
    }

    public static byte[] Bytes(string text)
    {
        var bytes = new List<byte>();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && text[i + 1] == 'x')
            {
                bytes.Add(byte.Parse(text.AsSpan(i + 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 3;
            }
            else if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] == 'n')
            {
                bytes.Add((byte)'\n');
                i++;
            }
            else
            {
                bytes.AddRange(System.Text.Encoding.UTF8.GetBytes(text, i, 1));
            }
        }

        return [.. bytes];
    }

    public void Check(SqlReading reading)
    {
        StatementBatch batch = new StatementClassifier().Classify(Text, reading);
        Assert.AreEqual(Describe(Expected), Describe(batch), System.Text.Encoding.Latin1.GetString(Text));
    }

    private string Describe(StatementBatch batch)
    {
        string verdict = batch.IsRead ? "read" : batch.PrimaryReason.ToString();
        string effects = batch.Effects == StatementEffects.None ? "" : batch.Effects.ToString();
        string first = batch.Count == 0 ? "" : Optional("verb=", batch[0].Verb) + Optional("inner=", batch[0].InnerVerb);
        return Describe(
            $"{verdict} {effects.Replace(",", "", StringComparison.Ordinal)} {(batch.IsAmbiguous ? "ambiguous" : "")} count={batch.Count} "
            + (batch.Hint == RouteHint.None ? "" : $"hint={batch.Hint} ") + first);
    }

    private string Optional(string key, StatementVerb verb) =>
        Expected.Contains(key, StringComparison.Ordinal) ? $"{key}{verb} " : "";

    private static string Describe(string words)
    {
        var sorted = words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).ToList();
        if (!sorted.Exists(word => word.StartsWith("count=", StringComparison.Ordinal)))
            sorted.Add("count=1");
        return string.Join(' ', sorted.Order(StringComparer.Ordinal));
    }
}
