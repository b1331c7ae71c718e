using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Bootstrap.Commands.Forbids;

/// <summary>
/// Where the command line finds databases and keeps forbids. Members throw <see cref="ForbidStoreException"/> and
/// <see cref="ForbidFormatException"/>.
/// </summary>
internal interface IForbidBook
{
    /// <summary>For messages.</summary>
    string Place { get; }

    /// <summary>What puts damage right, for messages.</summary>
    string Remedy { get; }

    /// <summary>The type of a database; null where there is none of that name.</summary>
    Task<string?> FindTypeAsync(string database);

    /// <summary>The names of all databases.</summary>
    Task<IReadOnlyList<string>> NamesAsync();

    Task<ForbidSnapshot> ReadAsync();

    /// <summary>Changes the forbids of a database.</summary>
    Task EditAsync(string database, Func<ForbidSnapshot, ForbidSnapshot> change);
}
