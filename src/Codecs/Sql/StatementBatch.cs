namespace SceNettyProxy.Codecs.Sql;

/// <summary>
/// What a COM_QUERY text holds: one statement or several. Owned and refilled by one
/// <c>StatementClassifier</c>; nothing is allocated once its arrays have grown. Offsets are into the text that was
/// classified. Not thread-safe.
/// </summary>
public sealed class StatementBatch
{
    private Statement[] statements = [new()];

    /// <summary>Statements in the text, empty ones (only white space or comment) left out. 0 for empty text.</summary>
    public int Count { get; private set; }

    public Statement this[int index] => index < Count ? statements[index] : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>Every statement is a read that a replica may run. What <see cref="Hint"/> wishes is not part of it.</summary>
    public bool IsRead { get; internal set; }

    /// <summary>The union of the statements' effects.</summary>
    public StatementEffects Effects { get; internal set; }

    /// <summary>Why the batch has to run on the primary: the first reason found; None when <see cref="IsRead"/>.</summary>
    public PrimaryReason PrimaryReason { get; internal set; }

    /// <summary>
    /// The text may be read in more than one way: it changes character set or sql_mode and goes on, its meaning depends
    /// on a mode or server version that is not known, or a string, comment or quoted name does not end. It must go whole to
    /// the primary; a whitelist refuses it. Its effects then include MayWrite, CallsUnknown and SetsUntrackable.
    /// </summary>
    public bool IsAmbiguous { get; internal set; }

    /// <summary>The text holds an executable comment (<c>/*! */</c>, <c>/*M! */</c>).</summary>
    public bool HasExecutableComment { get; internal set; }

    /// <summary>A hint comment: <c>/* sce:primary */</c>, <c>/* sce:replica */</c>. The first one counts.</summary>
    public RouteHint Hint { get; internal set; }

    /// <summary>A copy that stays as it is: for the text of a prepared statement, whose offsets it keeps.</summary>
    public StatementBatch Copy()
    {
        var copy = (StatementBatch)MemberwiseClone();
        copy.statements = new Statement[Math.Max(Count, 1)];
        for (int i = 0; i < copy.statements.Length; i++)
            copy.statements[i] = statements[i].Copy();
        return copy;
    }

    /// <summary>Forgets the content.</summary>
    internal void Reset()
    {
        Count = 0;
        IsRead = false;
        Effects = StatementEffects.None;
        PrimaryReason = PrimaryReason.None;
        IsAmbiguous = false;
        HasExecutableComment = false;
        Hint = RouteHint.None;
    }

    /// <summary>A cleared statement behind the last.</summary>
    internal Statement Add()
    {
        if (Count == statements.Length)
        {
            Array.Resize(ref statements, Count * 2);
            for (int i = Count; i < statements.Length; i++)
                statements[i] = new Statement();
        }

        Statement statement = statements[Count++];
        statement.Reset();
        return statement;
    }
}
