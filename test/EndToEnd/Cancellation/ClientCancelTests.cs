using System.Diagnostics;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Routing;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.Cancellation;

/// <summary>Clients that cancel by themselves: each opens a second connection and kills by the id of its greeting.</summary>
[TestClass]
public sealed class ClientCancelTests : CancellationTest
{
    private const string Sleep = "SELECT /* sce:primary */ SLEEP(60) AS e2e_kill FROM whoami";

    private protected override string Account => "cancelled";

    [TestMethod]
    [RoutingRow("trap.kill")]
    public async Task MySqlConnector_cancels_a_command()
    {
        await using MySqlConnection connection = await ConnectAsync();
        await using var command = new MySqlCommand(Sleep, connection);
        Task<object?> running = command.ExecuteScalarAsync();
        await WaitUntilRunningAsync(ServerRole.Primary, "e2e_kill");
        command.Cancel();
        MySqlException error = await Assert.ThrowsAsync<MySqlException>(() => running);
        Assert.AreEqual(MySqlErrorCode.QueryInterrupted, error.ErrorCode);
        await AssertUsableAsync(connection);
    }

    [TestMethod]
    [RoutingRow("trap.kill")]
    public async Task MySqlConnector_cancels_by_a_token()
    {
        await using MySqlConnection connection = await ConnectAsync();
        await using var command = new MySqlCommand(Sleep, connection);
        using var stop = new CancellationTokenSource();
        Task<object?> running = command.ExecuteScalarAsync(stop.Token);
        await WaitUntilRunningAsync(ServerRole.Primary, "e2e_kill");
        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => running);
        await AssertUsableAsync(connection);
    }

    [TestMethod]
    [RoutingRow("trap.kill")]
    public async Task MySqlConnector_times_a_command_out()
    {
        await using MySqlConnection connection = await ConnectAsync();
        await using var command = new MySqlCommand(Sleep, connection) { CommandTimeout = 1 };
        MySqlException error = await Assert.ThrowsAsync<MySqlException>(() => command.ExecuteScalarAsync());
        Assert.AreEqual(MySqlErrorCode.CommandTimeoutExpired, error.ErrorCode);
        await AssertUsableAsync(connection);
    }

    [TestMethod]
    [RoutingRow("trap.kill")]
    public async Task The_mariadb_client_interrupts_a_statement()
    {
        ProxyProcess proxy = await StartAsync();
        using Process client = Process.Start(new ProcessStartInfo(
            "mariadb",
            [
                "--no-defaults", "--host=127.0.0.1", $"--port={proxy.Port}", $"--user={MariaDbCluster.User}",
                $"--password={MariaDbCluster.Password}", "--comments", $"--execute={Sleep}", "shop",
            ])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        Task<string> errors = client.StandardError.ReadToEndAsync();
        await WaitUntilRunningAsync(ServerRole.Primary, "e2e_kill");
        ProcessSignal.Send(client.Id, ProcessSignal.Interrupt);
        await client.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(15)).Token);
        Assert.Contains("ERROR 1317 (70100)", await errors);
        await WaitUntilNothingRunsAsync();
    }

    private async Task<MySqlConnection> ConnectAsync()
    {
        ProxyProcess proxy = await StartAsync();
        var connection = new MySqlConnection(MariaDbCluster.ConnectionString(proxy.Port).ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>The statement has ended on the server, and the connection was not lost for it.</summary>
    private async Task AssertUsableAsync(MySqlConnection connection)
    {
        await WaitUntilNothingRunsAsync();
        await using var next = new MySqlCommand("SELECT CONNECTION_ID()", connection);
        Assert.AreEqual(connection.ServerThread, Convert.ToInt32(await next.ExecuteScalarAsync()));
        next.CommandText = "SELECT /* sce:primary */ name FROM whoami";
        Assert.AreEqual("primary", await next.ExecuteScalarAsync());
    }
}
