namespace SceNettyProxy.Codecs.Sql;

/// <summary>
/// Tells what the statements of a text are and do: whether a replica may run them, and what they leave behind in the
/// session. One per session; not thread-safe; allocates nothing once its arrays have grown. What it found depends on nothing but
/// the text and its reading, so the same text again is only compared.
/// </summary>
public sealed class StatementClassifier
{
    /// <summary>What text that may be read in more than one way may do, beyond what was found in it.</summary>
    private const StatementEffects Unforeseeable =
        StatementEffects.MayWrite | StatementEffects.CallsUnknown | StatementEffects.SetsUntrackable;

    private readonly StatementBatch batch = new();

    /// <summary>The same text with conditional code read as comment.</summary>
    private readonly StatementBatch alternative = new();

    private RememberedText last = new();

    /// <summary>The text of the last call with conditional code read as comment; null where it has none.</summary>
    internal StatementBatch? Alternative { get; private set; }

    /// <summary>
    /// Classifies the text of a COM_QUERY or COM_STMT_PREPARE. Throws on no byte sequence; what cannot be understood is a
    /// write, and what may be read in more than one way is marked <see cref="StatementBatch.IsAmbiguous"/>.
    /// </summary>
    /// <param name="text">The whole text.</param>
    /// <param name="reading">How the session's server reads it.</param>
    /// <returns>The classifier's own batch, valid until the next call.</returns>
    public StatementBatch Classify(ReadOnlySpan<byte> text, SqlReading reading)
    {
        if (TryRecall(text, reading) is { } known)
            return known;
        last.Forget();
        batch.Reset();
        Alternative = null;
        var scanner = new StatementScanner(text, reading, batch, skipsConditionalComments: false);
        scanner.Run();
        if (scanner.HasConditionalCode)
        {
            alternative.Reset();
            new StatementScanner(text, reading, alternative, skipsConditionalComments: true).Run();
            ConditionalCode.Join(batch, alternative);
            Alternative = alternative;
        }

        if (batch.IsAmbiguous)
            batch.Effects |= Unforeseeable;
        batch.PrimaryReason = ReasonOf(batch);
        batch.IsRead = batch.PrimaryReason == PrimaryReason.None;
        last.Remember(text, reading);
        return batch;
    }

    /// <summary>What the last call returned, where that was for the same text read in the same way; else null.</summary>
    internal StatementBatch? TryRecall(ReadOnlySpan<byte> text, SqlReading reading) => last.Is(text, reading) ? batch : null;

    /// <summary>
    /// Judges a command of which only the head is here: may it go to the primary before its tail has arrived? Only for
    /// sessions without multi-statements, and where no policy looks at the tail.
    /// </summary>
    /// <param name="head">The first bytes of the text, cut anywhere.</param>
    /// <param name="reading">How the session's server reads it.</param>
    /// <param name="verb">The write that it is; Unknown when false is returned.</param>
    /// <returns>
    /// True for a write whose kind no tail can change. What expressions in the tail do (call a function, take a user
    /// lock, assign a user variable) remains unknown. False for all else: reads, SET, USE, WITH, CALL, statements that
    /// leave something in the session, heads that end in a comment or hold executable ones.
    /// </returns>
    public static bool HeadDecides(ReadOnlySpan<byte> head, SqlReading reading, out StatementVerb verb) =>
        StatementHead.Decides(head, reading, out verb);

    private static PrimaryReason ReasonOf(StatementBatch batch)
    {
        if (batch.IsAmbiguous)
            return PrimaryReason.AmbiguousText;
        if (batch.HasExecutableComment)
            return PrimaryReason.ExecutableComment;
        if (batch.Count == 0)
            return PrimaryReason.NotARead;
        if (batch.Count == 1)
            return batch[0].PrimaryReason;

        for (int i = 0; i < batch.Count; i++)
        {
            if (!batch[i].IsRead)
                return PrimaryReason.MultiStatement;
        }

        return PrimaryReason.None;
    }
}
