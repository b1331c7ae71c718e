using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Integration.Tests.RabbitMq;

/// <summary>One proxy's way to a store that proxies share: it can be made to fail, and tells whether it was asked.</summary>
internal sealed class WatchedStore(IForbidStore shared) : IForbidStore
{
    private int looks;
    private int tries;

    /// <summary>Thrown by <see cref="SetAsync"/> where it is not null.</summary>
    public volatile string? Failure;

    /// <summary>How often it was asked what is in force.</summary>
    public int Looks => Volatile.Read(ref looks);

    /// <summary>How often it was told to forbid.</summary>
    public int Tries => Volatile.Read(ref tries);

    public Task<ForbidOutcome> SetAsync(string database, ForbidDefinition forbid)
    {
        Interlocked.Increment(ref tries);
        return Failure is { } failure ? throw new ForbidStoreException(failure) : shared.SetAsync(database, forbid);
    }

    public Task<int> LiftAsync(string database, string? table = null) => shared.LiftAsync(database, table);

    public Task EditAsync(string database, Func<ForbidSet, double, ForbidSet> change) => shared.EditAsync(database, change);

    public IReadOnlyList<DatabaseForbid> List()
    {
        Interlocked.Increment(ref looks);
        return shared.List();
    }
}
