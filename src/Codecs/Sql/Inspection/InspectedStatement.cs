namespace SceNettyProxy.Codecs.Sql.Inspection;

/// <summary>
/// What one statement names and does. Ranges are of the text that was inspected. Refilled, never kept beyond the next
/// inspection.
/// </summary>
public sealed class InspectedStatement
{
    private TableReference[] tables = new TableReference[4];
    private FunctionReference[] functions = new FunctionReference[4];
    private TextRange[] engines = new TextRange[1];
    private int tableCount;
    private int functionCount;
    private int engineCount;

    /// <summary>The statement's own bytes, without the semicolon.</summary>
    public TextRange Text { get; internal set; }

    /// <summary>What it is, as the classifier has it.</summary>
    public StatementVerb Verb { get; internal set; }

    /// <summary>
    /// The verb of the statement inside <c>SET STATEMENT … FOR x</c>, <c>EXPLAIN x</c> and <c>ANALYZE x</c>; Unknown elsewhere.
    /// </summary>
    public StatementVerb InnerVerb { get; internal set; }

    /// <summary>The verb of what would run: <see cref="InnerVerb"/> where there is one.</summary>
    public StatementVerb EffectiveVerb => InnerVerb != StatementVerb.Unknown ? InnerVerb : Verb;

    /// <summary>What follows <see cref="EffectiveVerb"/>.</summary>
    public StatementForm Form { get; internal set; }

    /// <summary>
    /// Every table, view and sequence named, wherever it stands, in the order of the text and as often as it is named. Names
    /// of common tables, aliases and table functions are left out; of a stored program that is being defined, its body.
    /// </summary>
    public ReadOnlySpan<TableReference> Tables => tables.AsSpan(0, tableCount);

    /// <summary>
    /// Every function and procedure called, but for words of the grammar before a parenthesis. Some names of types may be
    /// among them.
    /// </summary>
    public ReadOnlySpan<FunctionReference> Functions => functions.AsSpan(0, functionCount);

    /// <summary>
    /// The engines that CREATE TABLE or ALTER TABLE gives the table and its partitions, quotes included as written; an empty
    /// range stands for one that could not be read.
    /// </summary>
    public ReadOnlySpan<TextRange> Engines => engines.AsSpan(0, engineCount);

    /// <summary>CREATE TABLE names an engine for the table, not only for a partition.</summary>
    public bool NamesEngine { get; internal set; }

    /// <summary>UPDATE or DELETE has a WHERE of its own.</summary>
    public bool HasWhere { get; internal set; }

    /// <summary>INTO OUTFILE or INTO DUMPFILE.</summary>
    public bool WritesFile { get; internal set; }

    /// <summary>What SET, or SET STATEMENT, gives a value to.</summary>
    public SetTargets Sets { get; internal set; }

    /// <summary>The schema that USE names, quotes included as written. Empty otherwise.</summary>
    public TextRange UseSchema { get; internal set; }

    /// <summary>
    /// The string by which PREPARE and EXECUTE IMMEDIATE tell their statement, quotes included as written; empty where it
    /// is anything but one plain string, so that only the server will know.
    /// </summary>
    public TextRange InnerText { get; internal set; }

    /// <summary>PREPARE … FROM or EXECUTE IMMEDIATE: the statement is in <see cref="InnerText"/>, or unknown.</summary>
    public bool HasInnerText { get; internal set; }

    internal int TableCount => tableCount;

    internal void AddTable(in TableReference table)
    {
        if (tableCount == tables.Length)
            Array.Resize(ref tables, tableCount * 2);
        tables[tableCount++] = table;
    }

    /// <summary>Forgets the tables behind the first <paramref name="count"/>.</summary>
    internal void TruncateTables(int count) => tableCount = count;

    /// <summary>Gives the last table its schema.</summary>
    internal void QualifyLastTable(TextRange schema)
    {
        if (tableCount > 0)
            tables[tableCount - 1] = tables[tableCount - 1] with { Schema = schema };
    }

    internal void AddFunction(in FunctionReference function)
    {
        if (functionCount == functions.Length)
            Array.Resize(ref functions, functionCount * 2);
        functions[functionCount++] = function;
    }

    internal void AddEngine(TextRange name)
    {
        if (engineCount == engines.Length)
            Array.Resize(ref engines, engineCount * 2);
        engines[engineCount++] = name;
    }

    internal void Reset()
    {
        Text = default;
        Verb = StatementVerb.Unknown;
        InnerVerb = StatementVerb.Unknown;
        Form = StatementForm.None;
        NamesEngine = false;
        HasWhere = false;
        WritesFile = false;
        Sets = SetTargets.None;
        UseSchema = default;
        InnerText = default;
        HasInnerText = false;
        tableCount = 0;
        functionCount = 0;
        engineCount = 0;
    }
}
