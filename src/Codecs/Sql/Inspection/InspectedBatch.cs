namespace SceNettyProxy.Codecs.Sql.Inspection;

/// <summary>
/// What the statements of a text name and do. Owned and refilled by one <see cref="StatementInspector"/>. Not thread-safe.
/// </summary>
/// <remarks>
/// A text with executable comments that some servers run and others skip is here in both readings, one behind the other:
/// whoever judges all statements has taken the stricter verdict.
/// </remarks>
public sealed class InspectedBatch
{
    private InspectedStatement[] statements = [new()];

    /// <summary>Statements of all readings of the text. 0 for a text without any.</summary>
    public int Count { get; private set; }

    public InspectedStatement this[int index] =>
        index < Count ? statements[index] : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>
    /// Nobody can tell what the text is: see <see cref="StatementBatch.IsAmbiguous"/>. What was found in it is here, but it
    /// may be less than a server would find.
    /// </summary>
    public bool IsAmbiguous { get; internal set; }

    /// <summary>In some reading there is more than one statement.</summary>
    public bool IsMultiStatement { get; internal set; }

    internal void Reset()
    {
        Count = 0;
        IsAmbiguous = false;
        IsMultiStatement = false;
    }

    /// <summary>A cleared statement behind the last.</summary>
    internal InspectedStatement Add()
    {
        if (Count == statements.Length)
        {
            Array.Resize(ref statements, Count * 2);
            for (int i = Count; i < statements.Length; i++)
                statements[i] = new InspectedStatement();
        }

        InspectedStatement statement = statements[Count++];
        statement.Reset();
        return statement;
    }
}
