using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.Integration.Tests.ZooKeeper;

/// <summary>One server for all tests that neither stop nor kill it; each works below a node of its own.</summary>
internal static class SharedZooKeeper
{
    private static Task<ZooKeeperServer>? server;

    public static Task<ZooKeeperServer> GetAsync() => server ??= ZooKeeperServer.StartAsync();

    public static async Task StopAsync()
    {
        if (server is not null)
            await (await server).DisposeAsync();
    }
}
