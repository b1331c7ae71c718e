namespace SceNettyProxy.Codecs.Sql;

/// <summary>One statement of a <see cref="StatementBatch"/>. Refilled, never kept beyond the next classification.</summary>
public sealed class Statement
{
    private SetAssignment[] assignments = new SetAssignment[4];
    private TextRange[] userVariables = new TextRange[4];

    /// <summary>The statement's own bytes, without the semicolon; leading comments included.</summary>
    public TextRange Text { get; internal set; }

    /// <summary>What it is. <c>WITH … x</c> has the verb of x.</summary>
    public StatementVerb Verb { get; internal set; }

    /// <summary>
    /// The verb of the statement inside <c>SET STATEMENT … FOR x</c>, <c>EXPLAIN x</c> and <c>ANALYZE x</c>; Unknown elsewhere.
    /// </summary>
    public StatementVerb InnerVerb { get; internal set; }

    /// <summary>A replica may run it.</summary>
    public bool IsRead { get; internal set; }

    /// <summary>Why not, the first reason found.</summary>
    public PrimaryReason PrimaryReason { get; internal set; }

    /// <summary>
    /// It asks about the statement before, and nothing else keeps it from a replica: it may run wherever that one ran.
    /// </summary>
    public bool OnlyFollowsPrevious => (Effects & StatementEffects.FollowsPrevious) != 0 && !HasReasonOfItsOwn;

    /// <summary>What it does to the session.</summary>
    public StatementEffects Effects { get; internal set; }

    /// <summary>The schema that USE names, quotes included as written. Empty otherwise.</summary>
    public TextRange UseSchema { get; internal set; }

    /// <summary>
    /// Of a plain <c>SELECT CONNECTION_ID()</c>, with or without alias and <c>LIMIT 1</c>: the name of its column, the
    /// alias with its quotes as written or else the expression. Empty for every other statement.
    /// </summary>
    public TextRange ConnectionIdColumn { get; internal set; }

    /// <summary>The whole statement only asks for the connection id, which the proxy answers by itself.</summary>
    public bool IsConnectionIdQuery => !ConnectionIdColumn.IsEmpty;

    /// <summary>The assignments of a SET, in their order. SET NAMES and SET CHARACTER SET are one each.</summary>
    public ReadOnlySpan<SetAssignment> Assignments => assignments.AsSpan(0, AssignmentCount);

    /// <summary>The user variables that it reads (<c>@name</c>, the part behind the @, quotes included as written).</summary>
    public ReadOnlySpan<TextRange> UserVariablesRead => userVariables.AsSpan(0, UserVariableCount);

    /// <summary>A reason against a replica was found that has nothing to do with the statement before.</summary>
    internal bool HasReasonOfItsOwn { get; set; }

    internal int AssignmentCount { get; private set; }

    internal int UserVariableCount { get; private set; }

    /// <summary>A copy with arrays of its own.</summary>
    internal Statement Copy()
    {
        var copy = (Statement)MemberwiseClone();
        copy.assignments = assignments.AsSpan(0, AssignmentCount).ToArray();
        copy.userVariables = userVariables.AsSpan(0, UserVariableCount).ToArray();
        return copy;
    }

    internal void Add(in SetAssignment assignment)
    {
        if (AssignmentCount == assignments.Length)
            Array.Resize(ref assignments, AssignmentCount * 2);
        assignments[AssignmentCount++] = assignment;
    }

    internal void AddUserVariableRead(TextRange name)
    {
        if (UserVariableCount == userVariables.Length)
            Array.Resize(ref userVariables, UserVariableCount * 2);
        userVariables[UserVariableCount++] = name;
    }

    /// <summary>Gives an assignment another kind of value.</summary>
    internal void SetKind(int index, SetValueKind kind) => assignments[index] = assignments[index] with { Kind = kind };

    internal void Reset()
    {
        Text = default;
        Verb = StatementVerb.Unknown;
        IsRead = false;
        PrimaryReason = PrimaryReason.None;
        HasReasonOfItsOwn = false;
        Effects = StatementEffects.None;
        UseSchema = default;
        InnerVerb = StatementVerb.Unknown;
        ConnectionIdColumn = default;
        AssignmentCount = 0;
        UserVariableCount = 0;
    }
}
