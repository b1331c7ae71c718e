using SceNettyProxy.Integration.Tests.File;
using SceNettyProxy.Integration.ZooKeeper;
using SceNettyProxy.Integration.ZooKeeper.Client;
using SceNettyProxy.Integration.ZooKeeper.Cluster;
using SceNettyProxy.Integration.ZooKeeper.Content;
using SceNettyProxy.Integration.ZooKeeper.Forbids;
using SceNettyProxy.Integration.ZooKeeper.Registry;
using SceNettyProxy.Integration.ZooKeeper.Shared;
using SceNettyProxy.Tenancy.Cluster;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Tenancy.Policies;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Integration.Tests.ZooKeeper.Shared;

/// <summary>What a proxy has of ZooKeeper, without the rest of it.</summary>
internal sealed class SharingProxy : IAsyncDisposable
{
    private readonly ZooKeeperTreeMirror mirror;
    private readonly ZooKeeperRegistrySource source;
    private readonly MemoryForbidStore memory;

    private SharingProxy(ZooKeeperClient client, string name, int? node, string? file)
    {
        Client = client;
        mirror = new ZooKeeperTreeMirror(client, ProxyTree.Root, [], TimeProvider.System, new RecordingLogger<ZooKeeperTreeMirror>());
        Tree = new SharedTree(
            mirror, file is null ? null : new SharedTreeFile(file, TimeProvider.System), TimeProvider.System, new RecordingLogger<SharedTree>());
        memory = new MemoryForbidStore(Registry, TimeProvider.System, sweeps: false);
        source = new ZooKeeperRegistrySource(
            Tree, static () => null, "/", Registry, new Live<SqlPolicies>(SqlPolicies.BuiltIn), new RecordingLogger<ZooKeeperRegistrySource>());
        Membership = new ZooKeeperMembership(client, mirror, new ProxyMember(name, null, node), MembershipLog);
        Forbids = new ZooKeeperForbidStore(client, Tree, Membership, memory, TimeProvider.System, ForbidLog);
        Store = new TreeStore(client, new EntryConverter(null, "/"));
    }

    public ZooKeeperClient Client { get; }

    public SharedTree Tree { get; }

    public TenantRegistry Registry { get; } = new();

    public ZooKeeperMembership Membership { get; }

    public ZooKeeperForbidStore Forbids { get; }

    public TreeStore Store { get; }

    public RecordingLogger<ZooKeeperMembership> MembershipLog { get; } = new();

    public RecordingLogger<ZooKeeperForbidStore> ForbidLog { get; } = new();

    /// <summary>Its forbids of the database <c>shop</c>.</summary>
    public ForbidSet OfShop => memory.Current.Of("shop");

    /// <summary>Starts; returns before it is connected.</summary>
    public static SharingProxy Launch(ClientRig rig, ZooKeeperOptions options, string name, int? node = null, string? file = null)
    {
        SharingProxy proxy = new(rig.Create(options), name, node, file);
        proxy.Membership.Start();
        proxy.mirror.Start();
        proxy.Client.Start();
        return proxy;
    }

    /// <summary>Starts; returns when it knows the tree and stands in it.</summary>
    public static async Task<SharingProxy> StartAsync(ClientRig rig, ZooKeeperOptions options, string name, int? node = null)
    {
        SharingProxy proxy = Launch(rig, options, name, node);
        await proxy.Tree.StartAsync(TimeSpan.FromSeconds(20), CancellationToken.None);
        Eventually.IsTrue(() => proxy.Membership.Members.Any(member => member == proxy.Membership.Self), $"{name} among the members");
        return proxy;
    }

    /// <summary>Ends everything but the client, which its rig ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await Forbids.DisposeAsync();
        source.Dispose();
        await Tree.DisposeAsync();
        await Membership.DisposeAsync();
        await mirror.DisposeAsync();
        memory.Dispose();
    }
}
