using System.Text;
using SceNettyProxy.Codecs.Sql;

namespace SceNettyProxy.Handlers.Custom;

/// <summary>The names of verbs as custom handlers see them: LOAD DATA for <see cref="StatementVerb.LoadData"/>.</summary>
internal static class VerbNames
{
    private static readonly string[] Names = [.. Enum.GetValues<StatementVerb>().Select(static verb => Spell(verb.ToString()))];

    public static string Of(StatementVerb verb) => Names[(int)verb];

    private static string Spell(string name)
    {
        var words = new StringBuilder();
        foreach (char c in name)
        {
            if (char.IsAsciiLetterUpper(c) && words.Length > 0)
                words.Append(' ');
            words.Append(char.ToUpperInvariant(c));
        }

        return words.ToString();
    }
}
