namespace SceNettyProxy.Codecs.Sql.Inspection;

/// <summary>The parentheses that are open at a token, and the names of common tables that hold there.</summary>
internal sealed class InspectionScratch
{
    /// <summary>Deeper nesting is not followed; no server would parse it either.</summary>
    public const int MaxDepth = 1000;

    private InspectionFrame[] frames = new InspectionFrame[16];
    private TextRange[] commonTables = new TextRange[4];
    private int commonTableCount;

    /// <summary>Parentheses that are open.</summary>
    public int Depth { get; private set; }

    public ref InspectionFrame Frame => ref frames[Depth];

    public ReadOnlySpan<TextRange> CommonTables => commonTables.AsSpan(0, commonTableCount);

    /// <summary>Begins a statement.</summary>
    public void Reset()
    {
        Depth = 0;
        commonTableCount = 0;
        frames[0] = default;
    }

    /// <returns>False at the greatest depth; nothing is opened then.</returns>
    public bool TryOpen(InspectionClause clause, TextRange declares)
    {
        if (Depth == MaxDepth)
            return false;
        if (++Depth == frames.Length)
            Array.Resize(ref frames, Depth * 2);
        frames[Depth] = new InspectionFrame { Clause = clause, Declares = declares, CommonTables = commonTableCount };
        return true;
    }

    public void Close()
    {
        if (Depth == 0)
            return;
        InspectionFrame closed = frames[Depth--];
        commonTableCount = closed.CommonTables;
        if (!closed.Declares.IsEmpty)
            Declare(closed.Declares);
    }

    /// <summary>From here on, up to the end of the open parenthesis, the name is a common table's.</summary>
    public void Declare(TextRange name)
    {
        if (commonTableCount == commonTables.Length)
            Array.Resize(ref commonTables, commonTableCount * 2);
        commonTables[commonTableCount++] = name;
    }
}
