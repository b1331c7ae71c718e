using System.Text;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Codecs.Sql.Inspection;
using SceNettyProxy.Tenancy.Policies;

namespace SceNettyProxy.Handlers.Policy.Sql;

/// <summary>
/// A policy in the form in which it is asked: tables by verb and form in the place of names. Immutable; the object stands for
/// one version of the policy. Any thread.
/// </summary>
public sealed class SqlPolicyRules
{
    private readonly bool[] allowedVerbs = new bool[Enum.GetValues<StatementVerb>().Length];
    private readonly bool[] allowedForms = new bool[Enum.GetValues<StatementForm>().Length];
    private readonly bool[] deniedVerbs = new bool[Enum.GetValues<StatementVerb>().Length];
    private readonly bool[] deniedForms = new bool[Enum.GetValues<StatementForm>().Length];
    private readonly bool allowsAll;

    public SqlPolicyRules(SqlPolicyDefinition definition)
    {
        Definition = definition;
        Tables = new TableRules(definition.Tables);
        Functions = new FunctionRules(definition.Functions);
        Engines = [.. definition.Engines.AsSpan().ToArray().Select(Encoding.UTF8.GetBytes)];
        AllowsAnyEngine = definition.Engines.AsSpan().Contains(SqlPolicyDefinition.Any);
        foreach (string name in definition.Statements.Allow)
        {
            allowsAll |= name == SqlPolicyDefinition.Any;
            Mark(name, allowedVerbs, allowedForms);
            AllowedSets |= StatementNames.FindSet(name) ?? SetTargets.None;
        }

        foreach (string name in definition.Statements.Deny)
        {
            Mark(name, deniedVerbs, deniedForms);
            DeniedSets |= StatementNames.FindSet(name) ?? SetTargets.None;
        }

        if (allowsAll || allowedVerbs[(int)StatementVerb.Set])
            AllowedSets = StatementNames.EverySet;
        if (definition.SessionStatements)
            AllowedSets |= SessionStatements.Sets;
        if (deniedVerbs[(int)StatementVerb.Set])
            DeniedSets = StatementNames.EverySet;
    }

    public SqlPolicyDefinition Definition { get; }

    public bool IsTransparent => Definition.IsTransparent;

    public TableRules Tables { get; }

    public FunctionRules Functions { get; }

    public bool AllowsAnyEngine { get; }

    /// <summary>The names of the engines that may be used.</summary>
    public byte[][] Engines { get; }

    private SetTargets AllowedSets { get; }

    private SetTargets DeniedSets { get; }

    /// <summary>Whether such a statement may run, whatever it names.</summary>
    /// <param name="form">What follows the verb; None where there is nothing to tell.</param>
    public bool Allows(StatementVerb verb, StatementForm form)
    {
        if (deniedVerbs[(int)verb] || (form != StatementForm.None && deniedForms[(int)form]))
            return false;
        return allowsAll || allowedVerbs[(int)verb] || (form != StatementForm.None && allowedForms[(int)form])
            || (Definition.SessionStatements && SessionStatements.Contains(verb, form));
    }

    /// <summary>Whether a SET may give values to all of these.</summary>
    public bool AllowsSet(SetTargets targets) =>
        (targets & ~AllowedSets) == SetTargets.None && (targets & DeniedSets) == SetTargets.None;

    private static void Mark(string name, bool[] verbs, bool[] forms)
    {
        if (StatementNames.FindVerb(name) is { } verb)
            verbs[(int)verb] = true;
        if (StatementNames.FindForm(name) is { } form)
            forms[(int)form] = true;
    }
}
