namespace SceNettyProxy.Codecs.Sql.Inspection;

/// <summary>
/// Tells what the statements of a text name: tables, functions, engines. A second pass behind the classifier's, for those
/// who have a rule about such things. One per session; not thread-safe; allocates nothing once its arrays have grown.
/// </summary>
public sealed class StatementInspector
{
    private readonly StatementClassifier classifier = new();
    private readonly InspectedBatch batch = new();
    private readonly InspectionScratch scratch = new();

    /// <summary>
    /// Inspects a text. Throws on no byte sequence. In doubt whether a name is a table or a function it is reported; what
    /// can't be read at all is marked <see cref="InspectedBatch.IsAmbiguous"/>.
    /// </summary>
    /// <param name="text">The whole text.</param>
    /// <param name="reading">How the session's server reads it.</param>
    /// <returns>The inspector's own batch, valid until the next call.</returns>
    public InspectedBatch Inspect(ReadOnlySpan<byte> text, SqlReading reading)
    {
        batch.Reset();
        StatementBatch classified = classifier.Classify(text, reading);
        batch.IsAmbiguous = classified.IsAmbiguous;
        Inspect(text, reading, classified, skipsConditionalComments: false);
        if (classifier.Alternative is { } alternative)
            Inspect(text, reading, alternative, skipsConditionalComments: true);
        return batch;
    }

    private void Inspect(
        ReadOnlySpan<byte> text, SqlReading reading, StatementBatch classified, bool skipsConditionalComments)
    {
        batch.IsMultiStatement |= classified.Count > 1;
        new InspectionScanner(text, reading, classified, batch, scratch, skipsConditionalComments).Run();
    }
}
