using System.Text;
using System.Text.Json.Nodes;
using DotNetty.Transport.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Bootstrap.Registry;
using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Integration.File;
using SceNettyProxy.Integration.ZooKeeper;
using SceNettyProxy.Integration.ZooKeeper.Client;
using SceNettyProxy.Integration.ZooKeeper.Content;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Policies;
using SceNettyProxy.Tenancy.Secrets;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Transport;

namespace SceNettyProxy.Bootstrap.Commands.Tree;

/// <summary>A command's session with the ZooKeeper that a configuration names.</summary>
internal sealed class TreeSession : IAsyncDisposable
{
    private static readonly SocketTransport Transport = new();

    private readonly IEventLoopGroup loop;

    private TreeSession(ConfigurationSource source, ProxyOptions options)
    {
        Settings = options.Registry.ZooKeeper;
        Policies = options.Policy;
        Folder = Path.GetFullPath(source.Folder);
        Secrets = ConfigurationCheck.SecretsOf(source, options.Registry);
        Converter = new EntryConverter(Secrets, Folder);
        loop = Transport.CreateGroup("zookeeper", 1, []);
        Client = CreateClient(Settings);
        Store = new TreeStore(Client, Converter);
    }

    public ZooKeeperSettings Settings { get; }

    public ZooKeeperClient Client { get; }

    public TreeStore Store { get; }

    public EntryConverter Converter { get; }

    public SqlPolicies Policies { get; }

    /// <summary>Null when no key is configured.</summary>
    public SecretProtector? Secrets { get; }

    /// <summary>The configuration folder.</summary>
    public string Folder { get; }

    public static TreeSession Open(ConfigurationSource source, ProxyOptions options)
    {
        TreeSession session = new(source, options);
        session.Client.Start();
        return session;
    }

    /// <summary>What a failed request means to people.</summary>
    public string Describe(ZooKeeperException e) => e.Error switch
    {
        ZooKeeperError.ConnectionLoss or ZooKeeperError.OperationTimeout or ZooKeeperError.SessionExpired =>
            $"ZooKeeper at {string.Join(',', Settings.Servers)} does not answer",
        ZooKeeperError.NoNode => $"there is no {e.Path} in ZooKeeper; \"sceproxy tree init\" makes the tree",
        ZooKeeperError.NoAuth or ZooKeeperError.AuthFailed => $"ZooKeeper refuses: registry.zookeeper.digest is not who may do this ({e.Path})",
        _ => $"ZooKeeper: {e.Message}",
    };

    /// <summary>Creates what is missing of the tree.</summary>
    public async Task<IReadOnlyList<string>> InitAsync()
    {
        ZooKeeperClient outside = CreateClient(Settings with { Chroot = "" });
        await using (outside.ConfigureAwait(false))
        {
            outside.Start();
            return await Store.InitAsync(Settings.Chroot, outside).ConfigureAwait(false);
        }
    }

    /// <summary>What is wrong with the form of an entry; whether its type exists is not asked.</summary>
    public IReadOnlyList<ConfigurationError> CheckEntry(string name, JsonObject entry)
    {
        JsonObject types = entry["type"] is JsonValue value && value.TryGetValue(out string? type) ? new() { [type] = new JsonObject() } : [];
        JsonObject file = new() { ["types"] = types, ["databases"] = new JsonObject { [name] = entry.DeepClone() } };
        return DatabasesFile.Parse(Encoding.UTF8.GetBytes(file.ToJsonString()), Secrets, Folder, Policies).Errors;
    }

    /// <summary>Writes a database that a proxy would take.</summary>
    /// <returns>What is wrong otherwise; nothing was written then.</returns>
    public async Task<(TreeOutcome Outcome, IReadOnlyList<ConfigurationError> Errors)> WriteAsync(
        string name, IReadOnlyDictionary<string, string> nodes, IReadOnlyDictionary<string, TypeDefinition> types)
    {
        IReadOnlyList<ConfigurationError> errors = Converter.Check(name, nodes, types, Policies);
        return errors.Count > 0
            ? (TreeOutcome.Unchanged, errors)
            : (await Store.WriteDatabaseAsync(name, nodes).ConfigureAwait(false), []);
    }

    private ZooKeeperClient CreateClient(ZooKeeperSettings settings) =>
        ZooKeeperClients.Create(settings, loop, Transport, TimeProvider.System, NullLoggerFactory.Instance);

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync().ConfigureAwait(false);
        await loop.ShutdownGracefullyAsync(TimeSpan.Zero, TimeSpan.FromSeconds(1)).ConfigureAwait(false);
    }
}
