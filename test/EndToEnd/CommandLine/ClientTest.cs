using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using SceNettyProxy.EndToEnd.Comparing;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.CommandLine;

/// <summary>
/// A script that the <c>mariadb</c> client runs once directly on the primary and once through the other side, each time
/// on a new schema; every byte of its output and of its errors must be the same, and so its exit code.
/// </summary>
public abstract partial class ClientTest
{
    private const int LinesShown = 2000;

    /// <summary>Set by the test framework.</summary>
    public required TestContext TestContext { get; set; }

    /// <summary>Compares a script that must succeed.</summary>
    /// <param name="script">Fed to the client's standard input.</param>
    /// <param name="setup">Statements run on the primary before, and replicated.</param>
    /// <param name="options">The client's options, separated by spaces.</param>
    internal async Task CompareAsync(string script, string setup = "", string options = "--batch")
    {
        var (direct, _) = await this.RunBothAsync(script, setup, options);
        Assert.AreEqual(0, direct.ExitCode, direct.Errors);
    }

    /// <summary>Compares a script in which something fails; the client must say so.</summary>
    /// <inheritdoc cref="CompareAsync"/>
    /// <param name="meanwhile">Started with the process id of each client.</param>
    internal async Task CompareFailingAsync(
        string script, string setup = "", string options = "--batch", Func<int, Task>? meanwhile = null)
    {
        var (direct, _) = await this.RunBothAsync(script, setup, options, meanwhile);
        Assert.Contains("ERROR", direct.Errors, "It was meant to fail");
    }

    private async Task<(ToolOutput Direct, ToolOutput Other)> RunBothAsync(
        string script, string setup, string options, Func<int, Task>? meanwhile = null)
    {
        var direct = await RunSideAsync(SharedServers.DirectPort, script, setup, options, meanwhile);
        var other = await RunSideAsync(SharedServers.OtherPort, script, setup, options, meanwhile);
        SideBySide.AssertEqual(this.TestContext, Lines(direct), Lines(other));
        return (direct, other);
    }

    private static async Task<ToolOutput> RunSideAsync(
        int port, string script, string setup, string options, Func<int, Task>? meanwhile)
    {
        await FreshSchema.CreateAsync(setup);
        string[] arguments =
        [
            "--no-defaults", "--host=127.0.0.1", $"--port={port}", $"--user={MariaDbCluster.User}", $"--password={MariaDbCluster.Password}",
            "--default-character-set=utf8mb4", "--max-allowed-packet=256M", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), SharedServers.Schema,
        ];
        return await ToolProcess.TryRunAsync("mariadb", arguments, Encoding.UTF8.GetBytes(script), meanwhile: meanwhile);
    }

    private static List<string> Lines(ToolOutput output) =>
    [
        $"exit code {output.ExitCode}",
        .. Encoding.UTF8.GetString(Comparable(output)).Split('\n').Take(LinesShown).Select(Shorten),
        .. RefusedCertificate().Replace(output.Errors, "$1 *").Split('\n').Select(line => $"stderr {line}"),
        $"sha256 of the whole output {Convert.ToHexString(SHA256.HashData(Comparable(output)))}",
    ];

    // Latin 1 keeps every byte as it is.
    private static byte[] Comparable(ToolOutput output) =>
        Encoding.Latin1.GetBytes(StatusOfRun().Replace(ElapsedTime().Replace(Encoding.Latin1.GetString(output.Output), "(time)"), "$1 *"));

    private static string Shorten(string line) => line.Length <= 500 ? line : ValueText.Of(line);

    [GeneratedRegex(@"\((\d+ min )?\d+\.\d+ sec\)")]
    private static partial Regex ElapsedTime();

    // Why a certificate is refused depends on whether the server sends the authority's own with it.
    [GeneratedRegex("(ERROR 2026 .* TLS/SSL error:).*certificate.*")]
    private static partial Regex RefusedCertificate();

    // The lines of the client's status command that are others in every run.
    [GeneratedRegex(@"^(Connection id:|TCP port:|Uptime:|Threads:).*$", RegexOptions.Multiline)]
    private static partial Regex StatusOfRun();
}
