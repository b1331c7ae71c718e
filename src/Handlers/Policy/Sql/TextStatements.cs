namespace SceNettyProxy.Handlers.Policy.Sql;

/// <summary>
/// The statements that a session has prepared by PREPARE … FROM, each with the version of the policy that let it pass: under
/// another one it has to be prepared again. Of one session; not thread-safe.
/// </summary>
public sealed class TextStatements
{
    /// <summary>More names than this are not kept: they are prepared in vain.</summary>
    private const int MaxNames = 1000;

    /// <summary>Bytes of a name, at most 64 characters.</summary>
    private const int MaxName = 256;

    private readonly Dictionary<string, SqlPolicyRules> names = new(StringComparer.Ordinal);

    /// <summary>A statement of that name has passed.</summary>
    /// <param name="name">As written.</param>
    public void Add(SqlPolicyRules rules, ReadOnlySpan<byte> name)
    {
        string key = KeyOf(name);
        if (name.Length <= MaxName && (names.Count < MaxNames || names.ContainsKey(key)))
            names[key] = rules;
    }

    /// <summary>The statement of that name passed under this very version of the policy.</summary>
    public bool WasJudgedBy(SqlPolicyRules rules, ReadOnlySpan<byte> name) =>
        name.Length is > 0 and <= MaxName && names.TryGetValue(KeyOf(name), out SqlPolicyRules? judge) && judge == rules;

    /// <summary>What is prepared now may be anything: all names are forgotten.</summary>
    public void Clear() => names.Clear();

    /// <summary>Servers compare these names without case. Names above ASCII count as written.</summary>
    private static string KeyOf(ReadOnlySpan<byte> name)
    {
        if (name.Length >= 2 && name[0] is (byte)'`' or (byte)'"' && name[^1] == name[0])
            name = name[1..^1];
        return string.Create(name.Length, name, static (key, bytes) =>
        {
            for (int i = 0; i < key.Length; i++)
                key[i] = char.IsAsciiLetterUpper((char)bytes[i]) ? (char)(bytes[i] | 0x20) : (char)bytes[i];
        });
    }
}
