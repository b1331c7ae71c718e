using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Tenancy.Forbids;

/// <summary>The forbids of one database. Immutable, equal by value.</summary>
public sealed record ForbidSet
{
    private ForbidSet(EquatableArray<ForbidDefinition> forbids)
    {
        Forbids = forbids;
        foreach (ForbidDefinition forbid in forbids)
            HasTables |= forbid.Object == ForbidObject.Table;
    }

    public static ForbidSet None { get; } = new([]);

    public EquatableArray<ForbidDefinition> Forbids { get; }

    public bool IsEmpty => Forbids.IsEmpty;

    /// <summary>Some of them are about tables.</summary>
    public bool HasTables { get; }

    public static ForbidSet Of(params ReadOnlySpan<ForbidDefinition> forbids) => From(forbids.ToArray());

    public static ForbidSet From(IEnumerable<ForbidDefinition> forbids)
    {
        EquatableArray<ForbidDefinition> list = [.. forbids];
        return list.IsEmpty ? None : new ForbidSet(list);
    }

    /// <summary>Any of them counts at that moment.</summary>
    public bool IsAnyRunning(double now)
    {
        foreach (ForbidDefinition forbid in Forbids)
        {
            if (forbid.IsRunning(now))
                return true;
        }

        return false;
    }
}
