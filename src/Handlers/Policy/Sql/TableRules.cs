using System.Text;
using SceNettyProxy.Tenancy.Policies;

namespace SceNettyProxy.Handlers.Policy.Sql;

/// <summary>Which tables may be named.</summary>
public sealed class TableRules
{
    private readonly Pattern[] allow;
    private readonly Pattern[] deny;

    internal TableRules(NameRules rules)
    {
        allow = [.. rules.Allow.AsSpan().ToArray().Select(Parse)];
        deny = [.. rules.Deny.AsSpan().ToArray().Select(Parse)];
    }

    /// <summary>There is nothing to ask.</summary>
    public bool AllowAll => allow.Length == 0 && deny.Length == 0;

    /// <param name="schema">The schema that the name is looked up in, without quotes.</param>
    /// <param name="name">Without quotes.</param>
    /// <param name="ownSchema">The schema of the database.</param>
    public bool Allows(ReadOnlySpan<byte> schema, ReadOnlySpan<byte> name, ReadOnlySpan<byte> ownSchema)
    {
        if (AllowAll)
            return true;
        if (IsTreacherous(schema) || IsTreacherous(name))
            return false;
        foreach (Pattern pattern in deny)
        {
            // Servers may compare names without case: what is denied is denied in any.
            if ((pattern.Schema is not { } denied || NamePattern.Matches(denied, schema, ignoreCase: true))
                && NamePattern.Matches(pattern.Name, name, ignoreCase: true))
                return false;
        }

        if (allow.Length == 0)
            return true;
        bool ignoreCase = NamePattern.Matches("information_schema"u8, schema, ignoreCase: true);
        foreach (Pattern pattern in allow)
        {
            if (NamePattern.Matches(pattern.Schema ?? ownSchema, schema, ignoreCase)
                && NamePattern.Matches(pattern.Name, name, ignoreCase))
                return true;
        }

        return false;
    }

    /// <summary>
    /// The Kelvin sign and the dotted capital I become ASCII letters where a server makes names small; 0xA0 and 0xFF at the
    /// end may be white space.
    /// </summary>
    private static bool IsTreacherous(ReadOnlySpan<byte> name) =>
        name.IndexOf((ReadOnlySpan<byte>)[0xE2, 0x84, 0xAA]) >= 0 || name.IndexOf((ReadOnlySpan<byte>)[0xC4, 0xB0]) >= 0
        || (name.Length > 1 && name[^1] is 0xA0 or 0xCA or 0xFF && name[^2] < 0x80);

    private static Pattern Parse(string text)
    {
        int point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0
            ? new Pattern(null, Encoding.UTF8.GetBytes(text))
            : new Pattern(Encoding.UTF8.GetBytes(text[..point]), Encoding.UTF8.GetBytes(text[(point + 1)..]));
    }

    /// <param name="Schema">Null where only the table is written.</param>
    private sealed record Pattern(byte[]? Schema, byte[] Name);
}
