using MySqlConnector;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.Comparing;

/// <summary>
/// A case that runs once directly on the primary and once through the other side, each time on a new schema of the same
/// name; both must see the same.
/// </summary>
public abstract class ComparedTest
{
    /// <summary>MASTER_GTID_WAIT of the preparation and the counter's second reading.</summary>
    private const long SelectsOfPreparation = 2;

    /// <summary>Set by the test framework.</summary>
    public required TestContext TestContext { get; set; }

    /// <summary>Runs a case on both sides and compares.</summary>
    /// <param name="body">The case.</param>
    /// <param name="setup">Statements run on the primary before, and replicated before the case begins.</param>
    /// <param name="settings">Changes to the connection's settings.</param>
    internal async Task CompareAsync(
        Func<CaseSession, Task> body, string setup = "", Action<MySqlConnectionStringBuilder>? settings = null)
    {
        var direct = await RunSideAsync(SharedServers.DirectPort, body, setup, settings);
        var other = await RunSideAsync(SharedServers.OtherPort, body, setup, settings);
        SideBySide.AssertEqual(this.TestContext, direct.Lines, other.Lines);
    }

    /// <summary>As <see cref="CompareAsync"/> for a case that only reads: through the proxy the replica must have answered.</summary>
    internal async Task CompareReplicaReadAsync(Func<CaseSession, Task> body, string setup = "")
    {
        var direct = await RunSideAsync(SharedServers.DirectPort, body, setup, null);
        var before = await SharedServers.Cluster.ReadStatusAsync(ServerRole.Replica(1), "Com_select");
        var other = await RunSideAsync(SharedServers.OtherPort, body, setup, null);
        var after = await SharedServers.Cluster.ReadStatusAsync(ServerRole.Replica(1), "Com_select");
        // The preparation and the counter's own reading select there too, the same number of times in every run.
        var answered = after - before - SelectsOfPreparation;
        this.TestContext.WriteLine($"SELECTs answered by the replica: {answered}");
        SideBySide.AssertEqual(this.TestContext, direct.Lines, other.Lines);
        if (OtherSide.IsProxy)
            Assert.IsGreaterThan(0, answered, "No SELECT of the case was answered by the replica");
        else
            Assert.AreEqual(0, answered, "The relay leads to the primary, so the count of the preparation must be wrong");
    }

    private static async Task<Transcript> RunSideAsync(
        int port, Func<CaseSession, Task> body, string setup, Action<MySqlConnectionStringBuilder>? change)
    {
        await FreshSchema.CreateAsync(setup);
        var settings = MariaDbCluster.ConnectionString(port, SharedServers.Schema);
        change?.Invoke(settings);
        var seen = new Transcript();
        await using var session = await CaseSession.OpenAsync(settings, seen);
        await body(session);
        return seen;
    }
}
