namespace SceNettyProxy.Tenancy.Databases;

/// <summary>Somebody who may log in to a database.</summary>
public sealed record UserDefinition
{
    public required string Name { get; init; }

    /// <summary>
    /// The password in plain text; empty for none. Never in a log: <see cref="ToString"/> leaves it out.
    /// </summary>
    public required string Password { get; init; }

    /// <summary>Statements that may write data or definitions are refused, whatever the server account may do.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>The user's own limits, on top of the database's.</summary>
    public LimitsDefinition Limits { get; init; } = LimitsDefinition.None;

    public override string ToString() => ReadOnly ? $"{Name} (read only)" : Name;
}
