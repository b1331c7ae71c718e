using System.Text;
using SceNettyProxy.EndToEnd.Comparing;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.Load;

/// <summary>sysbench through the other side: 10 s, or 60 s with SCEPROXY_LONG=1.</summary>
[TestClass]
public sealed class SysbenchTests
{
    private const int Connections = 64;
    private const string Text = "disable";
    private const string Prepared = "auto";

    public required TestContext TestContext { get; set; }

    private static int Seconds => Environment.GetEnvironmentVariable("SCEPROXY_LONG") == "1" ? 60 : 10;

    [TestMethod]
    [DataRow("oltp_read_write", Text)]
    [DataRow("oltp_point_select", Text)]
    [DataRow("oltp_read_write", Prepared)]
    [DataRow("oltp_point_select", Prepared)]
    public async Task Sixty_four_connections_run_without_an_error(string workload, string statements)
    {
        await FreshSchema.CreateAsync(string.Empty);
        await RunAsync(SharedServers.DirectPort, workload, Text, "prepare");
        await SharedServers.Cluster.WaitForReplicasAsync();
        var report = await RunAsync(SharedServers.OtherPort, workload, statements, "run");
        this.TestContext.WriteLine("{0}", report);
        Assert.Contains("reconnects:                          0 ", report);
        Assert.DoesNotContain("FATAL", report);
        Assert.DoesNotContain("transactions:                        0 ", report);
    }

    // Deadlocks (1213), which such a load brings about on any server, are taken by sysbench and shown as ignored errors.
    private static async Task<string> RunAsync(int port, string workload, string statements, string step)
    {
        var output = await ToolProcess.RunAsync("sysbench",
        [
            workload, "--mysql-host=127.0.0.1", $"--mysql-port={port}", $"--mysql-user={MariaDbCluster.User}",
            $"--mysql-password={MariaDbCluster.Password}", $"--mysql-db={SharedServers.Schema}", "--tables=4", "--table-size=10000",
            $"--db-ps-mode={statements}", $"--threads={(step == "run" ? Connections : 1)}", $"--time={Seconds}", step,
        ]);
        return Encoding.UTF8.GetString(output.Output);
    }
}
