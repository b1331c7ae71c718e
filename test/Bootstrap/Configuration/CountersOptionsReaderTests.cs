using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Tests.Configuration;

[TestClass]
public sealed class CountersOptionsReaderTests
{
    [TestMethod]
    public void All_keys_are_read()
    {
        using ConfigurationFolder folder = new("""
            {"counters": {"kind": "memcached", "servers": ["a", "b:5", "[::1]:6"], "prefix": "p-", "timeout": 0.5, "lease": 10,
              "retry": 1, "reconcile": 0, "proxies": 3}}
            """);
        Assert.AreEqual(
            new CountersOptions
            {
                Kind = CounterKind.Memcached,
                Servers = [new Endpoint("a", 11211), new Endpoint("b", 5), new Endpoint("::1", 6)],
                Prefix = "p-",
                Timeout = TimeSpan.FromSeconds(0.5),
                Lease = TimeSpan.FromSeconds(10),
                Retry = TimeSpan.FromSeconds(1),
                Reconcile = TimeSpan.Zero,
                Proxies = 3,
            },
            folder.Load().Options!.Counters);
    }

    [TestMethod]
    [DataRow("counters.kind=redis", "$.counters.kind: must be local or memcached")]
    [DataRow("counters.servers[0]=a:x", "$.counters.servers[0]: \"a:x\" must have a port of 1 to 65535")]
    [DataRow("counters.servers[1]=127.0.0.1", "$.counters.servers[1]: 127.0.0.1:11211 is named twice")]
    [DataRow("counters.prefix=.x", "$.counters.prefix: must be 1..50 characters without spaces, the first no dot")]
    [DataRow("counters.prefix=a b", "$.counters.prefix: must be 1..50 characters without spaces, the first no dot")]
    [DataRow("counters.lease=1", "$.counters.lease: must be 2..3600 seconds")]
    [DataRow("counters.timeout=0", "$.counters.timeout: must be 0.01..60 seconds")]
    [DataRow("counters.proxies=0", "$.counters.proxies: must be 1..1024")]
    public void What_is_wrong_is_told(string set, string error)
    {
        using ConfigurationFolder folder = new("""{"counters": {"servers": ["127.0.0.1:11211"]}}""");
        Assert.AreEqual(error, folder.Load(set).Errors.Single().ToString());
    }
}
