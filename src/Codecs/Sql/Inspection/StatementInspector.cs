namespace SceNettyProxy.Codecs.Sql.Inspection;

/// <summary>
/// Tells what the statements of a text name: tables, functions, engines. A second pass behind the classifier's, for those
/// who have a rule about such things. One per session; not thread-safe; allocates nothing once its arrays have grown. As with the
/// classifier, the same text again is only compared.
/// </summary>
/// <param name="before">Of the same session: where it has just classified the text, that is not done again. Null for
/// none.</param>
public sealed class StatementInspector(StatementClassifier? before = null)
{
    private readonly StatementClassifier own = new();
    private readonly InspectedBatch batch = new();
    private readonly InspectionScratch scratch = new();
    private RememberedText last = new();

    /// <summary>
    /// Inspects a text. Throws on no byte sequence. In doubt whether a name is a table or a function it is reported; what
    /// can't be read at all is marked <see cref="InspectedBatch.IsAmbiguous"/>.
    /// </summary>
    /// <param name="text">The whole text.</param>
    /// <param name="reading">How the session's server reads it.</param>
    /// <returns>The inspector's own batch, valid until the next call.</returns>
    public InspectedBatch Inspect(ReadOnlySpan<byte> text, SqlReading reading)
    {
        if (last.Is(text, reading))
            return batch;
        last.Forget();
        batch.Reset();
        // Not to be asked for another text: its batch belongs to the command in flight.
        StatementClassifier classifier = before?.TryRecall(text, reading) is null ? own : before;
        StatementBatch classified = classifier.Classify(text, reading);
        batch.IsAmbiguous = classified.IsAmbiguous;
        Inspect(text, reading, classified, skipsConditionalComments: false);
        if (classifier.Alternative is { } alternative)
            Inspect(text, reading, alternative, skipsConditionalComments: true);
        last.Remember(text, reading);
        return batch;
    }

    private void Inspect(
        ReadOnlySpan<byte> text, SqlReading reading, StatementBatch classified, bool skipsConditionalComments)
    {
        batch.IsMultiStatement |= classified.Count > 1;
        new InspectionScanner(text, reading, classified, batch, scratch, skipsConditionalComments).Run();
    }
}
