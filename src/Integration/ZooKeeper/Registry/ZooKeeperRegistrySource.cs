using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Integration.ZooKeeper.Shared;
using SceNettyProxy.Tenancy.Addresses;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Policies;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Secrets;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Integration.ZooKeeper.Registry;

/// <summary>
/// Keeps a <see cref="TenantRegistry"/> in step with the tree that proxies share. Only what has changed is read again. What is
/// malformed, or not whole yet, is logged and leaves what was good before in force. Disposal ends it.
/// </summary>
public sealed class ZooKeeperRegistrySource : IDisposable
{
    private readonly SharedTree tree;
    private readonly Func<SecretProtector?> secrets;
    private readonly string folder;
    private readonly TenantRegistry registry;
    private readonly Live<SqlPolicies> policies;
    private readonly ILogger<ZooKeeperRegistrySource> logger;
    private readonly NodeProblems problems;
    private readonly Lock reading = new();
    private RegistryNodeReader reader;
    private bool isTreeMissing;

    /// <param name="tree">What is followed. Not started yet.</param>
    /// <param name="secrets">Decrypts passwords; null when no key is configured. The original's need none. Asked again by
    /// <see cref="Reload"/>.</param>
    /// <param name="folder">What paths in options are relative to.</param>
    /// <param name="registry">What is kept in step.</param>
    /// <param name="policies">The policies that databases may name.</param>
    /// <param name="logger">Gets what was applied and what is wrong.</param>
    public ZooKeeperRegistrySource(
        SharedTree tree,
        Func<SecretProtector?> secrets,
        string folder,
        TenantRegistry registry,
        Live<SqlPolicies> policies,
        ILogger<ZooKeeperRegistrySource> logger)
    {
        this.tree = tree;
        this.registry = registry;
        this.policies = policies;
        this.logger = logger;
        this.secrets = secrets;
        this.folder = folder;
        reader = new RegistryNodeReader(secrets(), folder);
        problems = new NodeProblems(logger);
        tree.Changed += OnTreeChanged;
    }

    /// <summary>Reads all nodes again, as when policies or keys have changed. Any thread.</summary>
    public void Reload()
    {
        lock (reading)
        {
            try
            {
                reader = new RegistryNodeReader(secrets(), folder);
            }
            catch (SecretException e)
            {
                RegistryLog.Failed(logger, e);
            }
        }

        Read(tree.Current, [ProxyTree.Root]);
    }

    public void Dispose() => tree.Changed -= OnTreeChanged;

    private void OnTreeChanged(TreeChange change) => Read(change.After, change.Paths);

    private void Read(TreeSnapshot now, IReadOnlyList<string> paths)
    {
        lock (reading)
        {
            try
            {
                bool wasMissing = isTreeMissing;
                if (HasTree(now))
                    Apply(now, RegistryScope.Of(wasMissing ? [ProxyTree.Root] : paths));
            }
#pragma warning disable CA1031 // A reader that fails must not keep the next change from being read.
            catch (Exception e)
#pragma warning restore CA1031
            {
                RegistryLog.Failed(logger, e);
            }
        }
    }

    /// <summary>A tree that is not there at all is a wrong address or an accident, and no order to close every database.</summary>
    private bool HasTree(TreeSnapshot now)
    {
        bool isMissing = !now.TryGet(ProxyTree.Databases, out _);
        if (isMissing && !isTreeMissing)
            RegistryLog.NoTree(logger, ProxyTree.Databases);
        isTreeMissing = isMissing;
        return !isMissing;
    }

    private void Apply(TreeSnapshot now, RegistryScope scope)
    {
        RegistrySnapshot old = registry.Snapshot;
        FrozenDictionary<string, TypeDefinition> types = scope.HasTypes ? ReadTypes(now, old) : old.Types;
        HashSet<string> names = scope.HasAllDatabases
            ? [.. now.Children(ProxyTree.Databases), .. old.Databases.Keys]
            : [.. scope.Databases];
        // A type that has come may be what a database has waited for.
        if (types != old.Types)
            names.UnionWith(problems.Paths.Select(static path => ProxyTree.ChildOf(ProxyTree.Databases, path)).OfType<string>());

        RegistryEdit edit = new()
        {
            AuthedIps = scope.HasAuthedIps ? ReadAuthedIps(now) : null,
            Types = types == old.Types ? null : types,
            Databases = ReadDatabases(now, names, types),
        };
        if (edit.AuthedIps is null && edit.Types is null && edit.Databases.Count == 0)
            return;
        RegistryChange change = registry.Apply(edit);
        if (change.Tenants.IsEmpty && !change.AuthedIpsChanged && edit.Types is null)
            return;
        int Count(TenantChangeKind kind) => change.Tenants.Count(tenant => tenant.Kind == kind);
        RegistryLog.Applied(
            logger,
            change.New.Databases.Count,
            Count(TenantChangeKind.Added),
            Count(TenantChangeKind.Changed),
            Count(TenantChangeKind.Removed));
    }

    /// <summary>The databases that are to be other than they are; null for one that is gone.</summary>
    private Dictionary<string, DatabaseDefinition?> ReadDatabases(
        TreeSnapshot now, HashSet<string> names, FrozenDictionary<string, TypeDefinition> types)
    {
        Dictionary<string, DatabaseDefinition?> databases = new(StringComparer.Ordinal);
        foreach (string name in names)
        {
            string path = TreePath.Child(ProxyTree.Databases, name);
            if (!now.TryGet(path, out TreeNode? node))
            {
                problems.Forget(path);
                databases.Add(name, null);
                continue;
            }

            DatabaseReading read = reader.ReadDatabase(name, below => Find(node, below), types, policies.Value);
            if (read.Missing.Length > 0)
                problems.NoteMissing(path, name, read.Missing);
            else
                problems.Note(path, read.Errors);
            if (read.Definition is { } definition)
                databases.Add(name, definition);
        }

        return databases;
    }

    /// <summary>The types of the tree with the built-in ones; the same object where nothing is different.</summary>
    private FrozenDictionary<string, TypeDefinition> ReadTypes(TreeSnapshot now, RegistrySnapshot old)
    {
        Dictionary<string, TypeDefinition> types = TypeDefinition.BuiltIn.ToDictionary(type => type.Name, StringComparer.Ordinal);
        foreach (string name in now.Children(ProxyTree.Types))
        {
            string path = TreePath.Child(ProxyTree.Types, name);
            now.TryGet(path, out TreeNode? node);
            (TypeDefinition? type, IReadOnlyList<ConfigurationError> errors) = RegistryNodeReader.ReadType(name, node!.Data);
            problems.Note(path, errors);
            if ((type ?? old.Types.GetValueOrDefault(name)) is { } usable)
                types[name] = usable;
        }

        foreach (string path in problems.Paths.ToArray())
        {
            // What was malformed from its first day on, and is gone.
            if (ProxyTree.ChildOf(ProxyTree.Types, path) is { } name && !old.Types.ContainsKey(name) && !now.TryGet(path, out _))
                problems.Forget(path);
        }

        foreach ((string name, TypeDefinition type) in old.Types.Where(type => !types.ContainsKey(type.Key)))
        {
            string path = TreePath.Child(ProxyTree.Types, name);
            if (!old.Databases.Values.Any(database => database.Type == name))
            {
                problems.Forget(path);
                continue;
            }

            problems.Note(path, [new ConfigurationError(path, "is gone, but databases are of this type")]);
            types.Add(name, type);
        }

        bool isSame = types.Count == old.Types.Count && types.All(type => old.Types.GetValueOrDefault(type.Key) == type.Value);
        return isSame ? old.Types : types.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Null where the node is malformed.</summary>
    private AddressList? ReadAuthedIps(TreeSnapshot now)
    {
        if (!now.TryGet(ProxyTree.AuthedIps, out TreeNode? node))
        {
            problems.Forget(ProxyTree.AuthedIps);
            return AddressList.Empty;
        }

        (AddressList? list, IReadOnlyList<ConfigurationError> errors) = RegistryNodeReader.ReadAuthedIps(node.Data);
        problems.Note(ProxyTree.AuthedIps, errors);
        return list;
    }

    private static ReadOnlyMemory<byte>? Find(TreeNode node, string below)
    {
        TreeNode? at = node;
        foreach (Range part in below.AsSpan().Split('/'))
            at = at?.Children.GetValueOrDefault(below[part]);
        return at?.Data;
    }
}
