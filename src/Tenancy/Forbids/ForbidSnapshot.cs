using System.Collections.Immutable;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Tenancy.Forbids;

/// <summary>The forbids of all databases at one moment. Immutable; every change makes another one.</summary>
public sealed class ForbidSnapshot
{
    private readonly ImmutableSortedDictionary<string, ForbidSet> databases;

    private ForbidSnapshot(ImmutableSortedDictionary<string, ForbidSet> databases) => this.databases = databases;

    public static ForbidSnapshot Empty { get; } =
        new(ImmutableSortedDictionary.Create<string, ForbidSet>(StringComparer.Ordinal));

    /// <summary>The databases that have any, in the order of their names.</summary>
    public IEnumerable<KeyValuePair<string, ForbidSet>> Databases => databases;

    public ForbidSet Of(string database) => databases.GetValueOrDefault(database, ForbidSet.None);

    public ForbidSnapshot With(string database, ForbidSet forbids) =>
        new(forbids.IsEmpty ? databases.Remove(database) : databases.SetItem(database, forbids));

    /// <summary>
    /// Adds a forbid. One that forbids the same gives way to it, but not while it runs and is of the same kind or permanent:
    /// a running forbid is neither extended nor weakened. One of kind <see cref="ForbidKind.None"/> lifts them all.
    /// </summary>
    /// <param name="next">What is in force from now on; this one where nothing changes.</param>
    public ForbidOutcome Set(string database, ForbidDefinition forbid, double now, out ForbidSnapshot next)
    {
        if (forbid.Kind == ForbidKind.None)
            return Lift(database, null, now, out next) > 0 ? ForbidOutcome.Lifted : ForbidOutcome.NothingToLift;

        next = this;
        List<ForbidDefinition> kept = [];
        foreach (ForbidDefinition other in Of(database).Forbids)
        {
            if (other.IsOver(now))
                continue;
            if (!other.HasScopeOf(forbid))
                kept.Add(other);
            else if (other.Kind == forbid.Kind || other.Kind == ForbidKind.Permanent)
                return ForbidOutcome.AlreadyRunning;
        }

        next = With(database, ForbidSet.From([.. kept, forbid]));
        return ForbidOutcome.Set;
    }

    /// <summary>Removes the forbids of a database, or takes one table out of them.</summary>
    /// <param name="table">As the forbid names it; null lifts all.</param>
    /// <param name="next">What is in force from now on.</param>
    /// <returns>How many forbids that were not over are gone or changed.</returns>
    public int Lift(string database, string? table, double now, out ForbidSnapshot next)
    {
        int lifted = 0;
        List<ForbidDefinition> kept = [];
        foreach (ForbidDefinition forbid in Of(database).Forbids)
        {
            if (forbid.IsOver(now))
                continue;
            EquatableArray<TableForbid> tables = table is null
                ? []
                : [.. forbid.Tables.Where(item => !string.Equals(item.Name, table, StringComparison.OrdinalIgnoreCase))];
            bool isHit = table is null || tables.Length < forbid.Tables.Length;
            if (isHit)
                lifted++;
            if (!isHit)
                kept.Add(forbid);
            else if (!tables.IsEmpty)
                kept.Add(forbid with { Tables = tables });
        }

        next = lifted == 0 ? this : With(database, ForbidSet.From(kept));
        return lifted;
    }

    /// <summary>Changes the forbids of a database; this one where they stay as they are.</summary>
    public ForbidSnapshot Edit(string database, double now, Func<ForbidSet, double, ForbidSet> change)
    {
        ForbidSet before = Of(database);
        ForbidSet after = change(before, now);
        return after == before ? this : With(database, after);
    }

    /// <summary>Without those that are over; this one where there are none.</summary>
    public ForbidSnapshot WithoutExpired(double now)
    {
        ForbidSnapshot next = this;
        foreach ((string database, ForbidSet set) in databases)
        {
            ForbidDefinition[] left = [.. set.Forbids.Where(forbid => !forbid.IsOver(now))];
            if (left.Length < set.Forbids.Length)
                next = next.With(database, ForbidSet.From(left));
        }

        return next;
    }

    /// <summary>All that are not over, by the names of their databases.</summary>
    public IReadOnlyList<DatabaseForbid> List(double now) =>
    [
        .. databases.SelectMany(
            database => database.Value.Forbids.Where(forbid => !forbid.IsOver(now)),
            (database, forbid) => new DatabaseForbid(database.Key, forbid)),
    ];
}
