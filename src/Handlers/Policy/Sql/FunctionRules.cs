using System.Text;
using SceNettyProxy.Tenancy.Policies;

namespace SceNettyProxy.Handlers.Policy.Sql;

/// <summary>Which functions may be called.</summary>
public sealed class FunctionRules
{
    private readonly byte[][] allow;
    private readonly byte[][] deny;

    internal FunctionRules(NameRules rules)
    {
        allow = [.. rules.Allow.AsSpan().ToArray().Select(Encoding.UTF8.GetBytes)];
        deny = [.. rules.Deny.AsSpan().ToArray().Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>There is nothing to ask.</summary>
    public bool AllowAll => allow.Length == 0 && deny.Length == 0;

    /// <param name="name">Without quotes.</param>
    /// <param name="isQualified">A schema stands in front: then it is no built-in function, and a list of what is allowed does
    /// not mean it.</param>
    public bool Allows(ReadOnlySpan<byte> name, bool isQualified)
    {
        // Servers find functions by a collation that takes accented letters for plain ones, and some character sets have
        // white space above ASCII; no built-in function has such a name.
        if (!AllowAll && name.IndexOfAnyInRange((byte)0x80, (byte)0xFF) >= 0)
            return false;
        foreach (byte[] pattern in deny)
        {
            if (NamePattern.Matches(pattern, name, ignoreCase: true))
                return false;
        }

        if (allow.Length == 0)
            return true;
        if (isQualified)
            return false;
        foreach (byte[] pattern in allow)
        {
            if (NamePattern.Matches(pattern, name, ignoreCase: true))
                return true;
        }

        return false;
    }
}
