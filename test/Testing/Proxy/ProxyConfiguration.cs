using System.Text.Json.Nodes;
using SceNettyProxy.Testing.Network;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.Testing.Proxy;

/// <summary>The content of a configuration folder: proxy.json and databases.json. Change the trees as a test needs.</summary>
public sealed class ProxyConfiguration
{
    // Which transport the proxies of a test run use where the test does not say; without it each of them in turn.
    private const string TransportVariable = "E2E_TRANSPORT";

    private static readonly string[] Transports = ["auto", "epoll", "sockets"];

    private static int written = -1;

    private ProxyConfiguration(int port, JsonObject proxy, JsonObject databases)
    {
        this.Port = port;
        this.Proxy = proxy;
        this.Databases = databases;
    }

    /// <summary>The loopback port of the one listener.</summary>
    public int Port { get; }

    /// <summary>The tree of proxy.json.</summary>
    public JsonObject Proxy { get; }

    /// <summary>The tree of databases.json.</summary>
    public JsonObject Databases { get; }

    /// <summary>One listener on a free port, loopback admitted, no database.</summary>
    public static ProxyConfiguration Empty()
    {
        var port = FreePort.Next();
        return new ProxyConfiguration(
            port,
            new JsonObject
            {
                ["listeners"] = new JsonArray(new JsonObject
                {
                    ["name"] = "main",
                    ["address"] = "127.0.0.1",
                    ["port"] = port,
                    ["workers"] = "workers",
                }),
                // Its connections to the servers would be counted by tests of theirs.
            },
            new JsonObject
            {
                ["authedIps"] = new JsonArray("127.0.0.1", "::1"),
                ["databases"] = new JsonObject(),
            });
    }

    /// <summary><see cref="Empty"/> with the database <c>shop</c> on a cluster with one replica.</summary>
    public static ProxyConfiguration For(MariaDbCluster cluster) =>
        Empty().With("shop", MariaDbCluster.Schema, cluster.Primary.Port, cluster[ServerRole.Replica(1)].Port);

    /// <summary>Adds or replaces a database whose servers are loopback ports, for the user of the clusters.</summary>
    public ProxyConfiguration With(string name, string schema, int primaryPort, params int[] replicaPorts)
    {
        var replicas = new JsonArray();
        foreach (var port in replicaPorts)
            replicas.Add(new JsonObject { ["address"] = $"127.0.0.1:{port}", ["weight"] = 1 });
        this.Databases["databases"]![name] = new JsonObject
        {
            ["user"] = MariaDbCluster.User,
            ["password"] = MariaDbCluster.Password,
            ["schema"] = schema,
            ["primary"] = $"127.0.0.1:{primaryPort}",
            ["replicas"] = replicas,
        };
        return this;
    }

    /// <summary>The entry of one database, to be changed.</summary>
    public JsonObject Database(string name) => this.Databases["databases"]![name]!.AsObject();

    /// <summary>Writes both files, with the transport where it is not set, into <paramref name="folder"/>.</summary>
    public void Write(string folder)
    {
        this.Proxy.TryAdd("transport", NextTransport());
        File.WriteAllText(Path.Combine(folder, "proxy.json"), this.Proxy.ToJsonString());
        File.WriteAllText(Path.Combine(folder, "databases.json"), this.Databases.ToJsonString());
    }

    private static string NextTransport() =>
        Environment.GetEnvironmentVariable(TransportVariable) is { Length: > 0 } transport
            ? transport
            : Transports[(uint)Interlocked.Increment(ref written) % Transports.Length];
}
