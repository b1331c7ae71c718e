using System.Net;
using System.Net.Sockets;
using SceNettyProxy.EndToEnd.Comparing;
using SceNettyProxy.Testing.Proxy;

namespace SceNettyProxy.EndToEnd.Faults;

/// <summary>Starts that must fail, with a message for an operator and an exit code.</summary>
[TestClass]
public sealed class RefusedStartTests
{
    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task A_malformed_registry_ends_the_start_and_every_error_is_named_with_its_path()
    {
        var configuration = ProxyConfiguration.For(SharedServers.Cluster);
        configuration.Database("shop")["primary"] = "not a server";
        configuration.Database("shop")["nosuchkey"] = 1;
        await using var proxy = ProxyProcess.Launch(configuration);
        Assert.AreNotEqual(0, await proxy.WaitForEndAsync(TimeSpan.FromSeconds(20)));
        this.TestContext.WriteLine("{0}", proxy.Log);
        Assert.Contains("shop.primary", proxy.Log);
        Assert.Contains("shop.nosuchkey", proxy.Log);
        Assert.DoesNotContain("   at ", proxy.Log, "A stack trace is no message for an operator");
    }

    [TestMethod]
    public async Task A_port_that_is_taken_ends_the_start_with_a_clear_word()
    {
        var configuration = ProxyConfiguration.For(SharedServers.Cluster);
        using var occupant = new TcpListener(IPAddress.Loopback, configuration.Port);
        occupant.Start();
        await using var proxy = ProxyProcess.Launch(configuration);
        Assert.AreNotEqual(0, await proxy.WaitForEndAsync(TimeSpan.FromSeconds(20)));
        this.TestContext.WriteLine("{0}", proxy.Log);
        var lastWord = proxy.Log.TrimEnd().Split('\n')[^1];
        Assert.Contains($"127.0.0.1:{configuration.Port} is already in use", lastWord);
        Assert.DoesNotContain("Exception", lastWord);
    }
}
