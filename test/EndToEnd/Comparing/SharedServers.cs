using SceNettyProxy.EndToEnd.Drivers.External;
using SceNettyProxy.Testing.Network;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;

[assembly: DoNotParallelize]

namespace SceNettyProxy.EndToEnd.Comparing;

/// <summary>The servers that all tests of this assembly share, and what stands in front of them.</summary>
[TestClass]
public static class SharedServers
{
    /// <summary>The schema, and the proxy's database, of the compared cases. Each case gets it new.</summary>
    internal const string Schema = "e2e";

    private static MariaDbCluster? cluster;
    private static TestRelay? relay;
    private static ProxyProcess? proxy;

    /// <summary>A primary and one replica.</summary>
    internal static MariaDbCluster Cluster => cluster!;

    /// <summary>The port of the primary itself.</summary>
    internal static int DirectPort => Cluster.Primary.Port;

    /// <summary>The port of the proxy, or of the relay that stands in for it.</summary>
    internal static int OtherPort => proxy?.Port ?? relay!.Port;

    [AssemblyInitialize]
    public static async Task StartAsync(TestContext context)
    {
        File.Delete(SideBySide.ReportPath);
        cluster = await MariaDbCluster.StartAsync(replicas: 1);
        if (OtherSide.IsProxy)
            proxy = await ProxyProcess.StartAsync(Configuration(cluster));
        else
            relay = TestRelay.Start(cluster.Primary.Port);
        context.WriteLine($"The other side is the {(OtherSide.IsProxy ? "proxy" : "relay")}");
    }

    [AssemblyCleanup]
    public static async Task StopAsync()
    {
        if (proxy is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, $"proxy{SideBySide.LaneSuffix}.log"), proxy.Log);
            await proxy.DisposeAsync();
        }

        if (relay is not null)
            await relay.DisposeAsync();
        if (cluster is not null)
            await cluster.DisposeAsync();
    }

    private static ProxyConfiguration Configuration(MariaDbCluster servers)
    {
        // The mariadb client kills by a login without a schema, which needs an account of one database.
        var configuration = ProxyConfiguration.Empty()
            .With(Schema, Schema, servers.Primary.Port, servers[ServerRole.Replica(1)].Port)
            .With(ExternalSchemas.Other, ExternalSchemas.Other, servers.Primary.Port, servers[ServerRole.Replica(1)].Port);
        configuration.Database(ExternalSchemas.Other)["user"] = ExternalSchemas.OtherUser;
        configuration.Database(ExternalSchemas.Other)["password"] = ExternalSchemas.OtherPassword;
        // Longer than any case: what a case reads after its own write comes from the primary, whatever the replica's lag.
        configuration.Database(Schema)["readAfterWrite"] = 600;
        SideFeatures.TurnOn(configuration, Schema, servers.Tls);
        return configuration;
    }
}
