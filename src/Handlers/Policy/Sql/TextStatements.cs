namespace SceNettyProxy.Handlers.Policy.Sql;

/// <summary>
/// The statements that a session has prepared by PREPARE … FROM, each with what let it pass, such as the version of a policy:
/// under another one it has to be prepared again. Of one session; not thread-safe.
/// </summary>
public sealed class TextStatements
{
    /// <summary>More names than this are not kept: they are prepared in vain.</summary>
    private const int MaxNames = 1000;

    /// <summary>Bytes of a name, at most 64 characters.</summary>
    private const int MaxName = 256;

    private readonly Dictionary<string, object> names;

    public TextStatements() => names = new Dictionary<string, object>(StringComparer.Ordinal);

    public TextStatements(TextStatements other) => names = new Dictionary<string, object>(other.names, StringComparer.Ordinal);

    /// <summary>A statement of that name has passed.</summary>
    /// <param name="name">As written.</param>
    public void Add(object judge, ReadOnlySpan<byte> name)
    {
        string key = KeyOf(name);
        if (name.Length <= MaxName && (names.Count < MaxNames || names.ContainsKey(key)))
            names[key] = judge;
    }

    /// <summary>It was this very judge that let the statement of that name pass.</summary>
    public bool WasJudgedBy(object judge, ReadOnlySpan<byte> name) =>
        name.Length is > 0 and <= MaxName && names.TryGetValue(KeyOf(name), out object? last) && last == judge;

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
