namespace SceNettyProxy.Tenancy.Databases;

/// <summary>Somebody who may log in to a database.</summary>
public sealed record UserDefinition
{
    public required string Name { get; init; }

    /// <summary>
    /// The password in plain text; empty for none; null where only <see cref="Hashes"/> are known. Never in a log:
    /// <see cref="ToString"/> leaves it out.
    /// </summary>
    public required string? Password { get; init; }

    /// <summary>What stands for a password that is not known, at most one of a kind; empty where it is known.</summary>
    public EquatableArray<PasswordHash> Hashes { get; init; }

    /// <summary>Statements that may write data or definitions are refused, whatever the server account may do.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>The user's own limits, on top of the database's.</summary>
    public LimitsDefinition Limits { get; init; } = LimitsDefinition.None;

    /// <summary>The hash of that kind, or null.</summary>
    public PasswordHash? HashOf(PasswordHashKind kind)
    {
        foreach (PasswordHash hash in Hashes)
        {
            if (hash.Kind == kind)
                return hash;
        }

        return null;
    }

    public override string ToString() => ReadOnly ? $"{Name} (read only)" : Name;
}
