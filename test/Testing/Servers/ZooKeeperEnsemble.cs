using SceNettyProxy.Testing.Network;

namespace SceNettyProxy.Testing.Servers;

/// <summary>Three real ZooKeeper servers that are one service. Not safe for concurrent use.</summary>
public sealed class ZooKeeperEnsemble : IAsyncDisposable
{
    private const int Size = 3;

    private ZooKeeperEnsemble(IReadOnlyList<ZooKeeperServer> servers) => this.Servers = servers;

    /// <summary>All of them, killed ones too.</summary>
    public IReadOnlyList<ZooKeeperServer> Servers { get; }

    /// <summary>As a client's options name them.</summary>
    public IEnumerable<string> Addresses => this.Servers.Select(server => server.Address);

    /// <summary>Starts three servers; returns when each serves clients.</summary>
    public static async Task<ZooKeeperEnsemble> StartAsync()
    {
        var ports = new HashSet<int>();
        while (ports.Count < Size * 3)
            ports.Add(FreePort.Next());
        var free = ports.ToArray();
        var members = string.Join('\n', Enumerable.Range(0, Size).Select(
            index => $"server.{index + 1}=127.0.0.1:{free[Size + index]}:{free[(2 * Size) + index]}"));
        var ensemble = new ZooKeeperEnsemble(
            [.. Enumerable.Range(0, Size).Select(index => ZooKeeperServer.Create(free[index], members, ""))]);
        try
        {
            for (var index = 0; index < Size; index++)
            {
                ensemble.Servers[index].SetNumber(index + 1);
                await ensemble.Servers[index].LaunchAsync();
            }

            foreach (var server in ensemble.Servers)
                await server.WaitForServiceAsync();
            return ensemble;
        }
        catch
        {
            await ensemble.DisposeAsync();
            throw;
        }
    }

    /// <summary>The leader, or a follower.</summary>
    /// <exception cref="InvalidOperationException">There is none now.</exception>
    public async Task<ZooKeeperServer> FindAsync(bool isLeader)
    {
        foreach (var server in this.Servers)
        {
            if ((await server.AskAsync("srvr")).Contains(isLeader ? "Mode: leader" : "Mode: follower", StringComparison.Ordinal))
                return server;
        }

        throw new InvalidOperationException("The ensemble has no such server now.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in this.Servers)
            await server.DisposeAsync();
    }
}
