using SceNettyProxy.Bootstrap.Commands.Tree;
using SceNettyProxy.Integration.ZooKeeper;
using SceNettyProxy.Integration.ZooKeeper.Forbids;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Bootstrap.Commands.Forbids;

/// <summary>Forbids and databases in ZooKeeper.</summary>
internal sealed class TreeForbidBook(TreeSession session) : IForbidBook
{
    private readonly ForbidNodes nodes = new(session.Client, TimeProvider.System);

    public string Place => ProxyTree.Forbids;

    public string Remedy => "\"sceproxy forbid set\" for that database puts it right.";

    public Task<string?> FindTypeAsync(string database) => session.Store.FindTypeAsync(database);

    public Task<IReadOnlyList<string>> NamesAsync() => session.Store.ReadNamesAsync();

    public Task<ForbidSnapshot> ReadAsync() => nodes.ReadAsync();

    public Task EditAsync(string database, Func<ForbidSnapshot, ForbidSnapshot> change) =>
        nodes.ChangeAsync(database, (before, _) => change(before), ForbidSet.None);
}
