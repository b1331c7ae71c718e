using System.Text;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Codecs.Sql.Inspection;
using SceNettyProxy.Tenancy.Policies;

namespace SceNettyProxy.Handlers.Policy.Sql;

/// <summary>
/// How policies write statements: the words of a verb (<c>load data</c>), of a form (<c>create table</c>) or of what a SET gives
/// a value to (<c>set user variable</c>), in small letters.
/// </summary>
public static class StatementNames
{
    /// <summary>What <c>set</c> without more stands for. Nothing allows the rest of a SET that could not be read.</summary>
    public const SetTargets EverySet = SetTargets.Autocommit | SetTargets.SessionVariable | SetTargets.UserVariable
        | SetTargets.GlobalVariable | SetTargets.CharacterSet | SetTargets.Transaction;

    private static readonly Dictionary<string, StatementVerb> Verbs =
        Build<StatementVerb>([StatementVerb.Unknown, StatementVerb.SetStatement, StatementVerb.Sce]);

    private static readonly Dictionary<string, StatementForm> Forms = Build<StatementForm>([StatementForm.None]);

    private static readonly Dictionary<string, SetTargets> Sets = new(StringComparer.Ordinal)
    {
        ["set autocommit"] = SetTargets.Autocommit,
        ["set session variable"] = SetTargets.SessionVariable,
        ["set user variable"] = SetTargets.UserVariable,
        ["set global variable"] = SetTargets.GlobalVariable,
        ["set names"] = SetTargets.CharacterSet,
        ["set character set"] = SetTargets.CharacterSet,
        ["set transaction"] = SetTargets.Transaction,
    };

    /// <summary>Every name there is.</summary>
    public static IEnumerable<string> All => Verbs.Keys.Concat(Forms.Keys).Concat(Sets.Keys).Distinct();

    /// <summary>A policy may list that name.</summary>
    public static bool IsKnown(string name) =>
        name == SqlPolicyDefinition.Any || FindVerb(name) is not null || FindForm(name) is not null || FindSet(name) is not null;

    internal static StatementVerb? FindVerb(string name) => Verbs.TryGetValue(name, out StatementVerb verb) ? verb : null;

    internal static StatementForm? FindForm(string name) => Forms.TryGetValue(name, out StatementForm form) ? form : null;

    internal static SetTargets? FindSet(string name) => Sets.TryGetValue(name, out SetTargets targets) ? targets : null;

    private static Dictionary<string, T> Build<T>(T[] without)
        where T : struct, Enum => Enum.GetValues<T>()
        .Except(without)
        .ToDictionary(static value => Spell(value.ToString()), StringComparer.Ordinal);

    private static string Spell(string member)
    {
        StringBuilder name = new();
        foreach (char c in member)
        {
            if (char.IsAsciiLetterUpper(c) && name.Length > 0)
                name.Append(' ');
            name.Append(char.ToLowerInvariant(c));
        }

        return name.ToString();
    }
}
