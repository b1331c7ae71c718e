using SceNettyProxy.Bootstrap.Commands.Tree;
using SceNettyProxy.Integration.ZooKeeper.Forbids;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Bootstrap.Commands.Forbids;

/// <summary>Forbids and databases in the tree that proxies share.</summary>
internal sealed class TreeForbidBook(TreeSession session) : IForbidBook
{
    private readonly ForbidNodes nodes = new(session.Client);

    public async Task<IReadOnlyCollection<string>> ReadNamesAsync() => await session.Store.ReadNamesAsync().ConfigureAwait(false);

    public async Task<bool> IsExemptAsync(string database) =>
        await session.Store.ReadTypeOfAsync(database).ConfigureAwait(false) == TypeDefinition.Internal;

    public Task<ForbidSnapshot> ReadAsync() => nodes.ReadAsync();

    public Task EditAsync(string database, Func<ForbidSnapshot, ForbidSnapshot> change) => nodes.EditAsync(database, change);

    public ValueTask DisposeAsync() => session.DisposeAsync();
}
