namespace SceNettyProxy.Tenancy.Databases;

/// <summary>How much a database or one of its users may take of this proxy. Null means no limit.</summary>
public sealed record LimitsDefinition
{
    public static LimitsDefinition None { get; } = new();

    /// <summary>Sessions at a time; at least 1.</summary>
    public int? Connections { get; init; }

    /// <summary>Sessions of one client address at a time; at least 1.</summary>
    public int? ConnectionsPerAddress { get; init; }
}
