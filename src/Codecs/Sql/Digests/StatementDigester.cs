namespace SceNettyProxy.Codecs.Sql.Digests;

/// <summary>
/// Brings the statements of a text to their normalised form and hashes it. One per session; not thread-safe; allocates nothing
/// once its arrays have grown.
/// </summary>
/// <remarks>
/// The normalised form: literals are <c>?</c>, with their signs, their introducers and the parts of a string as one; so are the
/// parameters of prepared statements, and NULL, TRUE and FALSE but for IS, NOT and definitions. A list of literals behind IN and
/// a row of VALUES are <c>(...)</c>, equal rows one. Keywords and names of built-in functions are in upper case, other names as
/// written, without quotes where they need none. Comments and hints are left out, executable ones are code. Single spaces, none
/// within a parenthesis, in front of a comma or around a point.
/// </remarks>
public sealed class StatementDigester
{
    private readonly StatementClassifier classifier = new();
    private readonly DigestBuffer buffer = new();
    private readonly DigestFrames frames = new();
    private DigestedStatement[] statements = new DigestedStatement[4];

    /// <summary>
    /// The statements of the last text. Where some servers run executable comments that others skip, those of both readings,
    /// each once.
    /// </summary>
    public ReadOnlySpan<DigestedStatement> Statements => statements.AsSpan(0, Count);

    private int Count { get; set; }

    /// <summary>Digests a text. Throws on no byte sequence.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="reading">How the session's server reads it.</param>
    /// <returns>False for a text that may be read in more than one way: it has no digest, and there are no statements.</returns>
    public bool Digest(ReadOnlySpan<byte> text, SqlReading reading)
    {
        buffer.Clear();
        Count = 0;
        text = text.TrimEnd((byte)0);
        StatementBatch batch = classifier.Classify(text, reading);
        if (batch.IsAmbiguous)
            return false;
        Scan(text, reading, batch, skipsConditionalComments: false);
        if (classifier.Alternative is { } alternative)
            Scan(text, reading, alternative, skipsConditionalComments: true);
        return true;
    }

    /// <summary>The normalised text of a statement; valid until the next text.</summary>
    public ReadOnlySpan<byte> TextOf(in DigestedStatement statement) => statement.Normalised.Of(buffer.Written);

    private void Scan(ReadOnlySpan<byte> text, SqlReading reading, StatementBatch batch, bool skipsConditionalComments)
    {
        var scanner = new DigestScanner(text, reading, buffer, frames, skipsConditionalComments);
        for (int i = 0; i < batch.Count; i++)
        {
            int start = buffer.Length;
            bool isOpaque = scanner.Run(batch[i].Text);
            var normalised = new TextRange(start, buffer.Length - start);
            StatementDigest digest = StatementDigest.Of(normalised.Of(buffer.Written));
            if (!skipsConditionalComments || !Contains(normalised))
                Add(new DigestedStatement(digest, batch[i].Verb, normalised, isOpaque));
        }
    }

    private bool Contains(TextRange normalised)
    {
        foreach (DigestedStatement known in Statements)
        {
            if (TextOf(known).SequenceEqual(normalised.Of(buffer.Written)))
                return true;
        }

        return false;
    }

    private void Add(in DigestedStatement statement)
    {
        if (Count == statements.Length)
            Array.Resize(ref statements, Count * 2);
        statements[Count++] = statement;
    }
}
