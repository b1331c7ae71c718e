namespace SceNettyProxy.Codecs.Sql;

/// <summary>
/// Tells what the statements of a text are and do: whether a replica may run them, and what they leave behind in the
/// session. One per session; not thread-safe; allocates nothing once its arrays have grown.
/// </summary>
public sealed class StatementClassifier
{
    private readonly StatementBatch batch = new();

    /// <summary>Classifies the text of a COM_QUERY or COM_STMT_PREPARE. Throws on no byte sequence.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="reading">How the session's server reads it.</param>
    /// <returns>The classifier's own batch, valid until the next call.</returns>
    public StatementBatch Classify(ReadOnlySpan<byte> text, SqlReading reading)
    {
        batch.Reset();
        return batch;
    }

    /// <summary>Judges a command of which only the head is here.</summary>
    public static bool HeadDecides(ReadOnlySpan<byte> head, SqlReading reading, out StatementVerb verb)
    {
        verb = StatementVerb.Unknown;
        return false;
    }
}
