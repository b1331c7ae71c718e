using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Codecs.Sql.Inspection;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Handlers.Policy.Forbids;

/// <summary>
/// Finds the forbid that a text breaks; of several the one that lasts longest. What cannot be read counts as doing anything
/// to any table. One per session.
/// </summary>
internal sealed class ForbidJudge
{
    private readonly StatementInspector inspector = new();

    /// <summary>For the text in PREPARE and EXECUTE IMMEDIATE, while the outer one is still looked at.</summary>
    private readonly Lazy<StatementInspector> innerInspector = new(static () => new StatementInspector());

    private ForbidSet forbids = ForbidSet.None;
    private double now;
    private ForbidHit? worst;

    /// <summary>Begins with a command.</summary>
    /// <param name="inForce">What may be broken.</param>
    /// <param name="clock">The moment, see <see cref="ForbidDefinition.ClockOf"/>.</param>
    public void Begin(ForbidSet inForce, double clock)
    {
        forbids = inForce;
        now = clock;
        worst = null;
    }

    /// <summary>What was found since <see cref="Begin"/>.</summary>
    public ForbidHit? Worst => worst;

    /// <summary>Judges all statements of a text.</summary>
    /// <param name="text">Whole.</param>
    /// <param name="reading">How the server reads it.</param>
    /// <param name="names">How its tables are told from others.</param>
    public void JudgeText(ReadOnlySpan<byte> text, SqlReading reading, TableNameMatch names) =>
        JudgeBatch(inspector.Inspect(text, reading), text, reading, names, isInner: false);

    /// <summary>Judges what has no text: a command with an equivalent in SQL.</summary>
    public void JudgeOperation(SqlOperations operations)
    {
        foreach (ForbidDefinition forbid in forbids.Forbids)
        {
            if (forbid.Object == ForbidObject.Database && (forbid.Verbs.Operations & operations) != 0)
                Note(forbid, null);
        }
    }

    /// <summary>The same for one that names a table.</summary>
    public void JudgeTable(
        SqlOperations operations, in TableReference table, ReadOnlySpan<byte> text, SqlReading reading, TableNameMatch names)
    {
        foreach (ForbidDefinition forbid in forbids.Forbids)
        {
            foreach (TableForbid forbidden in forbid.Tables)
            {
                if ((forbidden.Verbs.Operations & operations) != 0 && names.IsSame(forbidden.Name, table, text, reading))
                    Note(forbid, forbidden);
            }
        }
    }

    /// <summary>Judges what cannot be read: every forbid is taken to be broken.</summary>
    public void JudgeUnreadable()
    {
        JudgeOperation(SqlOperations.Anything);
        JudgeEveryTable(SqlOperations.Anything);
    }

    private void JudgeEveryTable(SqlOperations operations)
    {
        foreach (ForbidDefinition forbid in forbids.Forbids)
        {
            foreach (TableForbid forbidden in forbid.Tables)
            {
                if ((forbidden.Verbs.Operations & operations) != 0)
                    Note(forbid, forbidden);
            }
        }
    }

    private void JudgeBatch(
        InspectedBatch batch,
        ReadOnlySpan<byte> text,
        SqlReading reading,
        TableNameMatch names,
        bool isInner)
    {
        if (batch.IsAmbiguous)
        {
            JudgeUnreadable();
            return;
        }

        for (int i = 0; i < batch.Count; i++)
        {
            InspectedStatement statement = batch[i];
            JudgeStatement(statement, text, reading, names, isInner);
            if (!statement.UseSchema.IsEmpty)
                names = names with { CurrentSchema = null };
        }
    }

    private void JudgeStatement(
        InspectedStatement statement, ReadOnlySpan<byte> text, SqlReading reading, TableNameMatch names, bool isInner)
    {
        if (statement.HasInnerText || statement.EffectiveVerb == StatementVerb.Execute)
        {
            JudgeOperation(VerbOperations.Of(statement.Verb));
            JudgeInner(statement.InnerText.Of(text), reading, names, isInner);
            return;
        }

        StatementOperations operations = StatementOperations.Of(statement, text, reading);
        JudgeOperation(operations.All);
        if (!forbids.HasTables)
            return;
        SqlOperations onTables = operations.MovesTables ? SqlOperations.Anything : operations.All;
        // The tables of a block are not told apart from its variables, and those of a schema not named at all.
        if (statement.EffectiveVerb is StatementVerb.Compound or StatementVerb.Unknown || statement.Form == StatementForm.DropDatabase)
            JudgeEveryTable(onTables);
        foreach (TableReference table in statement.Tables)
            JudgeTable(onTables, table, text, reading, names);
    }

    private void JudgeInner(ReadOnlySpan<byte> literal, SqlReading reading, TableNameMatch names, bool isInner)
    {
        byte[] inner = new byte[literal.Length];
        if (isInner || literal.IsEmpty || !SqlText.TryUnquote(literal, reading, inner, out int length))
            JudgeUnreadable();
        else
            JudgeBatch(innerInspector.Value.Inspect(inner.AsSpan(0, length), reading), inner.AsSpan(0, length), reading, names, true);
    }

    private void Note(ForbidDefinition forbid, TableForbid? table)
    {
        if (forbid.IsRunning(now) && (worst is null || forbid.SecondsLeft(now) > worst.Forbid.SecondsLeft(now)))
            worst = new ForbidHit(forbid, table);
    }
}
