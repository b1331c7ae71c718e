using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Bootstrap.Commands.Forbids;

/// <summary>Where the commands find forbids and databases, as the configuration says: in files or in ZooKeeper.</summary>
internal interface IForbidBook : IAsyncDisposable
{
    /// <summary>The databases.</summary>
    Task<IReadOnlyCollection<string>> ReadNamesAsync();

    /// <summary>Whether nothing is ever forbidden in a database.</summary>
    Task<bool> IsExemptAsync(string database);

    /// <summary>All that is kept, what is over included.</summary>
    Task<ForbidSnapshot> ReadAsync();

    /// <summary>Changes what is kept of a database.</summary>
    /// <param name="change">Gets at least the forbids of the database; perhaps called more than once.</param>
    Task EditAsync(string database, Func<ForbidSnapshot, ForbidSnapshot> change);
}
