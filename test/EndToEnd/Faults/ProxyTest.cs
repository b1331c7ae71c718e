using SceNettyProxy.EndToEnd.Comparing;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Faults;

/// <summary>A test with a proxy of its own in front of the shared servers; the proxy ends with the test.</summary>
public abstract class ProxyTest
{
    private readonly List<ProxyProcess> started = [];

    /// <summary>Set by the test framework.</summary>
    public required TestContext TestContext { get; set; }

    /// <summary>The shared servers.</summary>
    private protected static MariaDbCluster Cluster => SharedServers.Cluster;

    [TestInitialize]
    public void RequireProxy() => OtherSide.RequireProxy();

    [TestCleanup]
    public async Task EndProxiesAsync()
    {
        foreach (var proxy in this.started)
        {
            this.TestContext.WriteLine("{0}", proxy.Log);
            await proxy.DisposeAsync();
        }

        CleanUp();
    }

    /// <summary>Removes what the proxies of the test wrote, once they have ended.</summary>
    private protected virtual void CleanUp()
    {
    }

    /// <summary>Starts a proxy with the database <c>shop</c> on the shared servers.</summary>
    private protected async Task<ProxyProcess> StartProxyAsync(Action<ProxyConfiguration>? change = null)
    {
        var configuration = ProxyConfiguration.For(Cluster);
        change?.Invoke(configuration);
        var proxy = await ProxyProcess.StartAsync(configuration);
        this.started.Add(proxy);
        return proxy;
    }

    /// <summary>Starts a proxy that need not listen soon.</summary>
    private protected ProxyProcess Launch(ProxyConfiguration configuration)
    {
        var proxy = ProxyProcess.Launch(configuration);
        this.started.Add(proxy);
        return proxy;
    }

    /// <summary>
    /// Makes an account that no other proxy logs in to the servers with, so that its connections can be counted. To be
    /// named in the configuration by <see cref="UseAccount"/>.
    /// </summary>
    private protected static async Task CreateAccountAsync(string account)
    {
        await Cluster.AdministerAsync(
            ServerRole.Primary,
            $"CREATE OR REPLACE USER '{account}'@'%' IDENTIFIED BY '{MariaDbCluster.Password}'; GRANT ALL ON {MariaDbCluster.Schema}.* TO '{account}'@'%'");
        await Cluster.WaitForReplicasAsync();
    }

    /// <summary>The database <c>shop</c> uses that account on its servers.</summary>
    private protected static void UseAccount(ProxyConfiguration configuration, string account)
    {
        configuration.Database("shop")["serverUser"] = account;
        configuration.Database("shop")["serverPassword"] = MariaDbCluster.Password;
    }

    /// <summary>The ids of the account's connections to the primary now.</summary>
    private protected static async Task<string[]> ConnectionIdsAsync(string account)
    {
        var ids = await Cluster.ReadScalarAsync(
            ServerRole.Primary,
            $"SELECT IFNULL(GROUP_CONCAT(ID), '') FROM information_schema.PROCESSLIST WHERE USER = '{account}'");
        return ids.Split(',', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>A logged-in raw client of the database <c>shop</c>.</summary>
    private protected static Task<RawMySqlClient> OpenAsync(ProxyProcess proxy) =>
        RawMySqlClient.OpenAsync(proxy.Port, MariaDbCluster.User, MariaDbCluster.Password, MariaDbCluster.Schema);

    /// <summary>Fails unless a new client can log in and read.</summary>
    private protected static async Task AssertServesAsync(ProxyProcess proxy)
    {
        using var client = await OpenAsync(proxy);
        Assert.AreEqual("1", await client.QueryScalarAsync("SELECT COUNT(*) FROM whoami"));
    }

    /// <summary>Fails unless the next packet is this error and the connection is closed behind it.</summary>
    private protected static async Task AssertEndsWithAsync(RawMySqlClient client, int errorCode)
    {
        var answer = await client.ReadPacketAsync();
        Assert.IsTrue(answer.IsError, answer.ToString());
        Assert.AreEqual(errorCode, answer.ErrorCode, answer.ToString());
        Assert.IsTrue(await client.WaitForCloseAsync(TimeSpan.FromSeconds(10)), "The connection stays open behind the error");
    }
}
