namespace SceNettyProxy.Tenancy.Databases;

/// <summary>What a database may be called: the name that clients log in with.</summary>
public static class DatabaseName
{
    /// <summary>Characters; as in MySQL.</summary>
    public const int MaxLength = 64;

    /// <summary>It has characters, not too many, no white space and no slash.</summary>
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= MaxLength && !name.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c) || c == '/');
}
