using System.Text;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Codecs.Sql.Inspection;
using SceNettyProxy.Tenancy.Policies;

namespace SceNettyProxy.Handlers.Policy.Sql;

/// <summary>
/// Says what a policy thinks of a text. One per session; not thread-safe; allocates nothing for a text that passes, once its
/// arrays have grown. A verdict is never kept: policies and what the session has prepared change.
/// </summary>
/// <param name="classifier">Of the session: see <see cref="StatementInspector"/>.</param>
public sealed class SqlPolicyJudge(StatementClassifier? classifier = null)
{
    /// <summary>Names that are longer than any server allows are no name of a table, a function or an engine.</summary>
    private const int MaxName = 1024;

    private readonly StatementInspector inspector = new(classifier);
    private StatementInspector? inner;
    private byte[] innerText = [];

    /// <summary>Judges the text of a COM_QUERY or a COM_STMT_PREPARE.</summary>
    /// <param name="rules">The policy.</param>
    /// <param name="text">The whole text.</param>
    /// <param name="facts">What the session knows.</param>
    public PolicyVerdict Judge(SqlPolicyRules rules, ReadOnlySpan<byte> text, in PolicyFacts facts)
    {
        if (rules.IsTransparent)
            return PolicyVerdict.Allowed;
        if (rules.Definition.MaxLength > 0 && text.Length > rules.Definition.MaxLength)
            return new PolicyVerdict(PolicyReason.TooLong);
        InspectedBatch batch = inspector.Inspect(text, facts.Reading);
        if (batch.IsAmbiguous)
            return new PolicyVerdict(PolicyReason.Unreadable);
        if (batch.IsMultiStatement && !rules.Definition.MultiStatements)
            return new PolicyVerdict(PolicyReason.MultiStatement);
        for (int i = 0; i < batch.Count; i++)
        {
            PolicyVerdict verdict = JudgeStatement(rules, batch[i], batch.IsMultiStatement, text, facts, isInner: false);
            if (!verdict.IsAllowed)
                return verdict;
        }

        return PolicyVerdict.Allowed;
    }

    private PolicyVerdict JudgeStatement(
        SqlPolicyRules rules,
        InspectedStatement statement,
        bool isOneOfSeveral,
        ReadOnlySpan<byte> text,
        in PolicyFacts facts,
        bool isInner)
    {
        if (statement.Verb is StatementVerb.Prepare or StatementVerb.Execute or StatementVerb.Deallocate
            || statement.InnerVerb is StatementVerb.Prepare or StatementVerb.Execute or StatementVerb.Deallocate)
        {
            // Behind another statement nobody knows whether it has run; in a prepared one, when.
            bool isAlone = !isOneOfSeveral && !isInner && !facts.IsPrepare && statement.InnerVerb == StatementVerb.Unknown;
            return isAlone ? JudgeDynamic(rules, statement, text, facts) : new PolicyVerdict(PolicyReason.DynamicText);
        }

        PolicyVerdict verdict = JudgeKind(rules, statement);
        if (!verdict.IsAllowed)
            return verdict;
        if (statement.WritesFile && !rules.Definition.IntoOutfile)
            return new PolicyVerdict(PolicyReason.IntoOutfile);
        bool isWrite = statement.EffectiveVerb is StatementVerb.Update or StatementVerb.Delete;
        if (isWrite && rules.Definition.RequireWhere && !statement.HasWhere)
            return new PolicyVerdict(PolicyReason.NoWhere);
        verdict = JudgeEngines(rules, statement, text, facts.Reading);
        if (verdict.IsAllowed)
            verdict = JudgeFunctions(rules, statement, text, facts.Reading);
        return verdict.IsAllowed ? JudgeTables(rules, statement, isOneOfSeveral, text, facts) : verdict;
    }

    private static PolicyVerdict JudgeKind(SqlPolicyRules rules, InspectedStatement statement)
    {
        if (statement.Verb == StatementVerb.Sce)
            return PolicyVerdict.Allowed;
        if (statement.Sets != SetTargets.None && !rules.AllowsSet(statement.Sets))
            return new PolicyVerdict(PolicyReason.Variable);

        // EXPLAIN, ANALYZE and SET STATEMENT are what they hold; a SET is what it sets.
        StatementVerb verb = statement.EffectiveVerb;
        bool isKnownSet = verb == StatementVerb.Set && statement.Sets != SetTargets.None;
        bool isWrapper = verb is StatementVerb.SetStatement;
        return !isWrapper && (isKnownSet || rules.Allows(verb, statement.Form))
            ? PolicyVerdict.Allowed
            : new PolicyVerdict(PolicyReason.Statement);
    }

    private static PolicyVerdict JudgeEngines(
        SqlPolicyRules rules, InspectedStatement statement, ReadOnlySpan<byte> text, SqlReading reading)
    {
        if (rules.AllowsAnyEngine)
            return PolicyVerdict.Allowed;
        Span<byte> buffer = stackalloc byte[MaxName];
        foreach (TextRange engine in statement.Engines)
        {
            ReadOnlySpan<byte> name = Unquote(engine.Of(text), reading, buffer);
            if (!IsAmong(rules.Engines, name))
                return new PolicyVerdict(PolicyReason.Engine, Encoding.UTF8.GetString(name));
        }

        bool isCreation = statement.Form is StatementForm.CreateTable or StatementForm.CreateTemporaryTable;
        return isCreation && !statement.NamesEngine
            ? new PolicyVerdict(PolicyReason.EngineMissing)
            : PolicyVerdict.Allowed;
    }

    private static bool IsAmong(byte[][] engines, ReadOnlySpan<byte> name)
    {
        foreach (byte[] engine in engines)
        {
            if (SqlText.EqualsIgnoreCase(engine, name))
                return true;
        }

        return false;
    }

    private static PolicyVerdict JudgeFunctions(
        SqlPolicyRules rules, InspectedStatement statement, ReadOnlySpan<byte> text, SqlReading reading)
    {
        if (rules.Functions.AllowAll)
            return PolicyVerdict.Allowed;
        Span<byte> buffer = stackalloc byte[MaxName];
        foreach (FunctionReference function in statement.Functions)
        {
            ReadOnlySpan<byte> name = Unquote(function.Name.Of(text), reading, buffer);
            if (!rules.Functions.Allows(name, !function.Schema.IsEmpty))
                return new PolicyVerdict(PolicyReason.Function, Encoding.UTF8.GetString(name));
        }

        return PolicyVerdict.Allowed;
    }

    private static PolicyVerdict JudgeTables(
        SqlPolicyRules rules, InspectedStatement statement, bool isOneOfSeveral, ReadOnlySpan<byte> text, in PolicyFacts facts)
    {
        if (rules.Tables.AllowAll)
            return PolicyVerdict.Allowed;

        // Where an earlier statement of the text leaves the session is not followed.
        if (isOneOfSeveral && !statement.UseSchema.IsEmpty)
            return new PolicyVerdict(PolicyReason.MultiStatement);
        Span<byte> schemaBuffer = stackalloc byte[MaxName];
        Span<byte> nameBuffer = stackalloc byte[MaxName];
        foreach (TableReference table in statement.Tables)
        {
            ReadOnlySpan<byte> schema = table.Schema.IsEmpty
                ? Encode(facts.CurrentSchema, schemaBuffer)
                : Unquote(table.Schema.Of(text), facts.Reading, schemaBuffer);
            ReadOnlySpan<byte> name = Unquote(table.Name.Of(text), facts.Reading, nameBuffer);
            if (!rules.Tables.Allows(schema, name, facts.OwnSchema))
                return new PolicyVerdict(PolicyReason.Table, Encoding.UTF8.GetString(name));
        }

        return PolicyVerdict.Allowed;
    }

    /// <summary>PREPARE, EXECUTE and DEALLOCATE PREPARE: as the text that they are about.</summary>
    private PolicyVerdict JudgeDynamic(
        SqlPolicyRules rules, InspectedStatement statement, ReadOnlySpan<byte> text, in PolicyFacts facts)
    {
        if (statement.Verb == StatementVerb.Deallocate)
            return PolicyVerdict.Allowed;
        if (!statement.HasInnerText)
            return facts.TextStatements.WasJudgedBy(rules, statement.PreparedName.Of(text))
                ? JudgeFunctions(rules, statement, text, facts.Reading)
                : new PolicyVerdict(PolicyReason.DynamicText);

        PolicyVerdict verdict = JudgeFunctions(rules, statement, text, facts.Reading);
        if (!verdict.IsAllowed)
            return verdict;
        ReadOnlySpan<byte> literal = statement.InnerText.Of(text);

        // Where a conversion between character sets could change what follows a quote, the text is not judged.
        bool isConverted = facts.Reading.Charset != CharsetFamily.Plain && literal.IndexOfAnyInRange((byte)0x80, (byte)0xFF) >= 0;
        if (literal.IsEmpty || isConverted)
            return new PolicyVerdict(PolicyReason.DynamicText);
        if (innerText.Length < literal.Length)
            innerText = new byte[Math.Max(256, literal.Length)];
        if (!SqlText.TryUnquote(literal, facts.Reading, innerText, out int length))
            return new PolicyVerdict(PolicyReason.DynamicText);

        InspectedBatch batch = (inner ??= new StatementInspector()).Inspect(innerText.AsSpan(0, length), facts.Reading);
        if (batch.IsAmbiguous)
            return new PolicyVerdict(PolicyReason.Unreadable);
        if (batch.IsMultiStatement)
            return new PolicyVerdict(PolicyReason.MultiStatement);
        for (int i = 0; i < batch.Count; i++)
        {
            verdict = JudgeStatement(rules, batch[i], isOneOfSeveral: false, innerText.AsSpan(0, length), facts, isInner: true);
            if (!verdict.IsAllowed)
                return verdict;
        }

        if (statement.Verb == StatementVerb.Prepare)
            facts.TextStatements.Add(rules, statement.PreparedName.Of(text));
        return PolicyVerdict.Allowed;
    }

    /// <summary>The name as it is meant; what cannot be one as it is written, which no rule allows or denies by accident.</summary>
    private static ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> written, SqlReading reading, Span<byte> buffer)
    {
        if (written.Length > buffer.Length)
            return written;
        if (!SqlText.TryUnquote(written, reading, buffer, out int length))
            return written;
        return buffer[..length];
    }

    private static ReadOnlySpan<byte> Encode(string schema, Span<byte> buffer) =>
        Encoding.UTF8.TryGetBytes(schema, buffer, out int length) ? buffer[..length] : default;
}
