namespace SceNettyProxy.Tenancy.Forbids;

/// <summary>What a forbid is about; the numbers are those of its JSON form.</summary>
public enum ForbidObject
{
    /// <summary>All of a database.</summary>
    Database = 10,

    /// <summary>Some of its tables.</summary>
    Table = 11,
}
