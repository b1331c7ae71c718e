namespace SceNettyProxy.Codecs.Sql;

/// <summary>One statement of a <see cref="StatementBatch"/>. Refilled, never kept beyond the next classification.</summary>
public sealed class Statement
{
    private SetAssignment[] assignments = new SetAssignment[4];
    private TextRange[] userVariables = new TextRange[4];

    /// <summary>The statement's own bytes, without the semicolon; leading comments included.</summary>
    public TextRange Text { get; internal set; }

    /// <summary>What it is; of <c>SET STATEMENT … FOR x</c>, <c>EXPLAIN x</c> and <c>WITH … x</c> see the members.</summary>
    public StatementVerb Verb { get; internal set; }

    /// <summary>A replica may run it.</summary>
    public bool IsRead { get; internal set; }

    /// <summary>Why not, the first reason found.</summary>
    public PrimaryReason PrimaryReason { get; internal set; }

    /// <summary>What it does to the session.</summary>
    public StatementEffects Effects { get; internal set; }

    /// <summary>The schema that USE names, quotes included as written. Empty otherwise.</summary>
    public TextRange UseSchema { get; internal set; }

    /// <summary>The assignments of a SET, in their order. SET NAMES and SET CHARACTER SET are one each.</summary>
    public ReadOnlySpan<SetAssignment> Assignments => assignments.AsSpan(0, AssignmentCount);

    /// <summary>The user variables that it reads (<c>@name</c>, the part behind the @, quotes included as written).</summary>
    public ReadOnlySpan<TextRange> UserVariablesRead => userVariables.AsSpan(0, UserVariableCount);

    internal int AssignmentCount { get; private set; }

    internal int UserVariableCount { get; private set; }

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

    internal void Reset()
    {
        Text = default;
        Verb = StatementVerb.Unknown;
        IsRead = false;
        PrimaryReason = PrimaryReason.None;
        Effects = StatementEffects.None;
        UseSchema = default;
        AssignmentCount = 0;
        UserVariableCount = 0;
    }
}

/// <summary>A piece of the statement text, in bytes.</summary>
public readonly record struct TextRange(int Start, int Length)
{
    public bool IsEmpty => Length == 0;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> text) => text.Slice(Start, Length);
}

/// <summary>One assignment of a SET statement.</summary>
/// <param name="Scope">Where the value goes.</param>
/// <param name="Name">The variable's name without @, @@ and scope, as written; empty for NAMES and CHARACTER SET.</param>
/// <param name="Value">The text of the right-hand side, trimmed; for NAMES the character set (quotes included).</param>
/// <param name="Kind">What the right-hand side is.</param>
/// <param name="Collation">SET NAMES x COLLATE y: y, quotes included. Empty otherwise.</param>
public readonly record struct SetAssignment(
    SetScope Scope, TextRange Name, TextRange Value, SetValueKind Kind, TextRange Collation);

public enum SetScope : byte
{
    /// <summary><c>SET x</c>, <c>SET SESSION x</c>, <c>SET LOCAL x</c>, <c>@@x</c>, <c>@@session.x</c>.</summary>
    Session,

    /// <summary><c>SET @x</c>.</summary>
    User,

    /// <summary>GLOBAL, PERSIST, PERSIST_ONLY: never replayed.</summary>
    Global,

    /// <summary>SET NAMES.</summary>
    Names,

    /// <summary>SET CHARACTER SET, SET CHARSET.</summary>
    CharacterSet,

    /// <summary>
    /// <c>SET SESSION TRANSACTION …</c>: Name is empty, Value is the characteristics text
    /// (<c>ISOLATION LEVEL SERIALIZABLE</c>, <c>READ ONLY</c> …).
    /// </summary>
    SessionTransaction,

    /// <summary><c>SET TRANSACTION …</c> without a scope: for the next transaction only, never replayed.</summary>
    NextTransaction,
}

public enum SetValueKind : byte
{
    /// <summary>A number with an optional sign.</summary>
    Number,

    /// <summary>A single plain quoted string without backslash, doubled quote or introducer; Value includes the quotes.</summary>
    PlainString,

    /// <summary>One bare word: ON, OFF, TRUE, NULL, DEFAULT, utf8mb4, TRADITIONAL, InnoDB.</summary>
    Word,

    /// <summary>Anything else: must be read back from the server that evaluated it.</summary>
    Expression,
}
