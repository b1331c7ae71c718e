using SceNettyProxy.Testing.Network;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.Bootstrap.Tests.Running;

[TestClass]
public sealed class CountersCommandTests : IDisposable
{
    private readonly ConfigurationFolder folder = new(
        """{"counters": {"kind": "memcached", "timeout": 5}}""",
        """
        {"databases": {
          "shop": {"user": "u", "password": "p", "primary": "127.0.0.1:1"},
          "blog": {"user": "v", "password": "p", "primary": "127.0.0.1:1"},
          "idle": {"user": "w", "password": "p", "primary": "127.0.0.1:1"}
        }}
        """);

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public async Task Totals_are_shown_and_set_right()
    {
        await using MemcachedServer server = await MemcachedServer.StartAsync();
        await server.SetAsync(".dbproxy_proxies", "a dead b");
        await server.SetAsync(".dbproxy_alive_a", "1");
        await server.SetAsync(".dbproxy_alive_b", "1");
        await server.SetAsync("dbproxy_shop", "7");
        await server.SetAsync(".dbproxy_share_a_shop", "2");
        await server.SetAsync(".dbproxy_share_b_shop", "3");
        await server.SetAsync("dbproxy_blog", "1");
        await server.SetAsync(".dbproxy_share_a_blog", "1");
        Assert.AreEqual((0, "blog\t1\t1\ta=1\nshop\t7\t5\ta=2\tb=3", ""), await RunAsync("show", server.Port));
        Assert.AreEqual((0, "shop\t7\t5", ""), await RunAsync("reconcile", server.Port));
        Assert.AreEqual("5", await server.GetAsync("dbproxy_shop"));
        Assert.AreEqual("a b", await server.GetAsync(".dbproxy_proxies"));
        Assert.AreEqual((0, "", ""), await RunAsync("reconcile", server.Port));
    }

    [TestMethod]
    public async Task What_cannot_be_done_is_told()
    {
        (int exitCode, _, string errors) = await RunAsync("show", FreePort.Next());
        Assert.AreEqual(1, exitCode);
        StringAssert.StartsWith(errors, "memcached: ");
        (exitCode, _, errors) = await SceProxy.RunAsync(["counters", "show", "--conf", folder.Path, "--set", "counters.kind=local"]);
        Assert.AreEqual(1, exitCode);
        StringAssert.Contains(errors, "each proxy counts for itself");
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(string command, int port) =>
        SceProxy.RunAsync(["counters", command, "--conf", folder.Path, "--set", $"counters.servers[0]=127.0.0.1:{port}"]);
}
