using System.Text.Json.Nodes;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.Faults;

/// <summary>What SIGUSR1 makes a proxy tell.</summary>
[TestClass]
public sealed class DumpTests : ProxyTest
{
    [TestMethod]
    public async Task A_signal_writes_what_the_proxy_holds_and_the_proxy_goes_on()
    {
        var proxy = await this.StartProxyAsync();
        using var client = await OpenAsync(proxy);
        Assert.AreEqual("hidden-literal", await client.QueryScalarAsync("SELECT 'hidden-literal' FROM whoami"));
        proxy.Signal(ProcessSignal.User1);
        await proxy.WaitForLogAsync("Diagnostic dump written to");

        var file = Directory.GetFiles(Path.Combine(proxy.Folder, "diagnostics"), "*.json").Single();
        if (OperatingSystem.IsLinux())
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var text = await File.ReadAllTextAsync(file);
        Assert.IsFalse(text.Contains("hidden-literal", StringComparison.Ordinal));
        Assert.IsFalse(text.Contains(MariaDbCluster.Password, StringComparison.Ordinal));
        var dump = JsonNode.Parse(text)!;
        var session = dump["sessions"]!.AsArray().Single()!;
        Assert.AreEqual(
            ("shop", MariaDbCluster.User, "127.0.0.1", "idle"),
            ((string?)session["database"], (string?)session["user"], (string?)session["address"], (string?)session["state"]));
        var pool = dump["pools"]!.AsArray().First(pool => (int)pool!["open"]! == 1)!;
        Assert.AreEqual("shop", (string?)pool["database"]);
        var groups = dump["loops"]!.AsArray().Select(loop => (string)loop!["group"]!).Distinct().Order(StringComparer.Ordinal);
        CollectionAssert.AreEqual(new[] { "boss", "offload", "workers" }, groups.ToArray());
        Assert.IsTrue(dump["loops"]!.AsArray().All(loop => loop!["answerMilliseconds"] is not null));
        Assert.IsGreaterThan(0L, (long)dump["process"]!["residentBytes"]!);
        Assert.IsGreaterThanOrEqualTo(0L, (long)dump["buffers"]!["activeBytes"]!);
        Assert.AreEqual($"127.0.0.1:{proxy.Port}", (string?)dump["members"]![0]!["name"]);
        await AssertServesAsync(proxy);
    }
}
