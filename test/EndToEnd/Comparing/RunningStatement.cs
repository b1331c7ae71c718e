using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;

namespace SceNettyProxy.EndToEnd.Comparing;

/// <summary>Finds a statement on the servers while it runs.</summary>
internal static class RunningStatement
{
    private static readonly ServerRole[] Roles = [ServerRole.Primary, ServerRole.Replica(1)];

    /// <summary>Returns when a server runs a statement whose text holds <paramref name="marker"/>.</summary>
    public static Task WaitForAsync(string marker) => Eventually.HoldsAsync(() => RunsAsync(marker), $"'{marker}' runs");

    /// <summary>Returns when no server runs such a statement any more.</summary>
    public static Task WaitForEndAsync(string marker) =>
        Eventually.HoldsAsync(async () => !await RunsAsync(marker), $"'{marker}' has ended");

    private static async Task<bool> RunsAsync(string marker)
    {
        // The own statement holds the marker too.
        var sql = $"SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE '%{marker}%' AND ID <> CONNECTION_ID()";
        foreach (var role in Roles)
        {
            if (await SharedServers.Cluster.ReadScalarAsync(role, sql) != "0")
                return true;
        }

        return false;
    }
}
