using MySqlConnector;
using SceNettyProxy.EndToEnd.Comparing;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.Drivers.MySqlConnector;

/// <summary>
/// A case through MySqlConnector with prepared statements on, once directly on the primary and once through the other
/// side, each time on a new schema of the same name.
/// </summary>
public abstract class MySqlConnectorTest
{
    private static readonly string Driver = DriverRun.NameOf(typeof(MySqlConnection));

    /// <summary>Set by the test framework.</summary>
    public required TestContext TestContext { get; set; }

    /// <summary>Runs a case with one open session on both sides and compares.</summary>
    /// <param name="body">The case.</param>
    /// <param name="setup">Statements run on the primary before, and replicated before the case begins.</param>
    /// <param name="settings">Changes to the connection's settings.</param>
    internal Task CompareAsync(Func<CaseSession, Task> body, string setup = "", Action<MySqlConnectionStringBuilder>? settings = null) =>
        this.CompareConnectionsAsync(
            async (connection, seen) =>
            {
                await using var session = await CaseSession.OpenAsync(connection, seen);
                await body(session);
            },
            setup,
            settings);

    /// <summary>As <see cref="CompareAsync"/> for a case that opens its connections itself.</summary>
    internal Task CompareConnectionsAsync(
        Func<MySqlConnectionStringBuilder, Transcript, Task> body, string setup = "", Action<MySqlConnectionStringBuilder>? settings = null) =>
        DriverRun.CompareAsync(this.TestContext, Driver, port => Settings(port, settings), body, setup);

    /// <summary>Lists what the driver cannot do on the server itself, with its error.</summary>
    internal Task CannotAsync(
        string what, string expected, Func<CaseSession, Task> body, string setup = "", Action<MySqlConnectionStringBuilder>? settings = null) =>
        DriverRun.CannotAsync(this.TestContext, $"{Driver}: {what}", expected, setup, async () =>
        {
            await using var session = await CaseSession.OpenAsync(Settings(SharedServers.DirectPort, settings), new Transcript());
            await body(session);
        });

    private static MySqlConnectionStringBuilder Settings(int port, Action<MySqlConnectionStringBuilder>? change)
    {
        var settings = MariaDbCluster.ConnectionString(port, SharedServers.Schema);
        settings.IgnorePrepare = false;
        change?.Invoke(settings);
        return settings;
    }
}
