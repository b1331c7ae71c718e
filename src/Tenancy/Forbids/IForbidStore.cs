namespace SceNettyProxy.Tenancy.Forbids;

/// <summary>
/// Where forbids are kept: in memory, in a file, in a coordination service. Every member may be called from any thread; the
/// tasks complete on any thread too, when the change is kept and in force on this proxy.
/// </summary>
public interface IForbidStore
{
    /// <summary>Forbids, by the rules of <see cref="ForbidSnapshot.Set"/>.</summary>
    /// <param name="database">The name that clients log in with. Whether it exists is the caller's to know.</param>
    /// <param name="forbid">From now on: <see cref="ForbidDefinition.Start"/> is set by the store.</param>
    /// <exception cref="ForbidStoreException">It could not be kept; nothing has changed.</exception>
    Task<ForbidOutcome> SetAsync(string database, ForbidDefinition forbid);

    /// <summary>Lifts the forbids of a database, or of one table in it.</summary>
    /// <param name="table">As the forbid names it; null for all.</param>
    /// <returns>How many forbids are gone or changed.</returns>
    /// <exception cref="ForbidStoreException">It could not be kept; nothing has changed.</exception>
    Task<int> LiftAsync(string database, string? table = null);

    /// <summary>Changes the forbids of a database in one step.</summary>
    /// <param name="change">
    /// Gets what the store holds of the database and the clock (see <see cref="ForbidDefinition.ClockOf"/>), and gives what it is to
    /// hold. On any thread, perhaps more than once; must not throw.
    /// </param>
    /// <exception cref="ForbidStoreException">It could not be kept; nothing has changed.</exception>
    Task EditAsync(string database, Func<ForbidSet, double, ForbidSet> change);

    /// <summary>Those that this proxy knows and that are not over.</summary>
    IReadOnlyList<DatabaseForbid> List();
}
