using SceNettyProxy.Integration.RabbitMq;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Secrets;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Tests.Configuration;

/// <summary><c>forbids.rabbitmq</c> and <c>statistics.database</c>.</summary>
[TestClass]
public sealed class OuterSystemsTests
{
    private const string Listener = "\"listeners\": [{ \"address\": \"10.0.0.1\", \"port\": 61050 }]";

    [TestMethod]
    public void Every_key_is_read_and_passwords_may_be_encrypted()
    {
        using ConfigurationFolder folder = new($$"""
            {
              {{Listener}},
              "registry": { "keyFile": "key" },
              "forbids": { "rabbitmq": { "servers": ["a", "b:5673", "[::1]:5"], "user": "u", "password": "p", "virtualHost": "v",
                "exchange": "e", "queueType": "quorum", "address": "10.0.0.2", "timeout": 2, "heartbeat": 3 } },
              "statistics": { "database": { "host": "h", "port": 3307, "user": "s", "password": "q", "schema": "c", "table": "t",
                "proxy": "me", "tls": "verify-ca", "tlsCa": "ca.pem", "timeout": 4 } }
            }
            """);
        SecretKeyFile.Create(folder["key"]);
        SecretProtector protector = new(SecretKeyFile.Read(folder["key"]));
        var result = folder.Load(
            $"forbids.rabbitmq.password={protector.Protect("rabbit-secret")}", $"statistics.database.password={protector.Protect("sql-secret")}");
        Assert.AreEqual("", string.Join("; ", result.Errors));
        Assert.AreEqual(
            new RabbitMqOptions
            {
                Servers = [new Endpoint("a", 5672), new Endpoint("b", 5673), new Endpoint("::1", 5)],
                User = "u",
                Password = "rabbit-secret",
                VirtualHost = "v",
                Exchange = "e",
                QueueType = RabbitMqQueueType.Quorum,
                Address = "10.0.0.2",
                Timeout = TimeSpan.FromSeconds(2),
                Heartbeat = TimeSpan.FromSeconds(3),
            },
            result.Options!.Forbids.RabbitMq);
        Assert.AreEqual(
            new StatisticsDatabaseOptions
            {
                Host = "h",
                Port = 3307,
                User = "s",
                Password = "sql-secret",
                Schema = "c",
                Table = "t",
                Proxy = "me",
                Tls = ServerTlsMode.VerifyCa,
                TlsCa = folder["ca.pem"],
                Timeout = TimeSpan.FromSeconds(4),
            },
            result.Options.Statistics.Database);
        Assert.IsFalse(result.Options.ToString().Contains("-secret", StringComparison.Ordinal));
    }

    [TestMethod]
    [DataRow("\"forbids\": { \"rabbitmq\": { \"servers\": [\"a\"], \"user\": \"u\" } }", "$.forbids.rabbitmq.password: must not be empty where there are servers")]
    [DataRow("\"forbids\": { \"rabbitmq\": { \"servers\": [\"a\"], \"password\": \"p\" } }", "$.forbids.rabbitmq.user: must not be empty where there are servers")]
    [DataRow("\"forbids\": { \"rabbitmq\": { \"servers\": [\"a:\"], \"address\": \"10.0.0.1\" } }", "$.forbids.rabbitmq.servers[0]: \"a:\" has no port behind its colon")]
    [DataRow("\"forbids\": { \"rabbitmq\": { \"address\": \"here\" } }", "$.forbids.rabbitmq.address: \"here\" is not an IP address")]
    [DataRow("\"forbids\": { \"rabbitmq\": { \"queueType\": \"lazy\" } }", "$.forbids.rabbitmq.queueType: must be classic or quorum")]
    [DataRow("\"statistics\": { \"database\": { \"host\": \"h\", \"user\": \"u\" } }", "$.statistics.database.schema: must not be empty where there is a host")]
    [DataRow("\"statistics\": { \"database\": { \"host\": \"h\", \"schema\": \"c\" } }", "$.statistics.database.user: must not be empty where there is a host")]
    [DataRow("\"statistics\": { \"folder\": \"\", \"database\": { \"host\": \"h\", \"user\": \"u\", \"schema\": \"c\" } }", "$.statistics.folder: must not be empty where there is a database.host")]
    [DataRow("\"statistics\": { \"database\": { \"proxy\": \"a b\" } }", "$.statistics.database.proxy: must have at most 64 characters of ASCII, no white space")]
    public void What_could_not_work_is_an_error(string section, string error)
    {
        using ConfigurationFolder folder = new($"{{ {Listener}, {section} }}");
        Assert.AreEqual(error, string.Join("; ", folder.Load().Errors));
    }

    [TestMethod]
    public void A_proxy_that_listens_on_all_addresses_has_to_be_given_a_name()
    {
        using ConfigurationFolder folder = new("""
            {
              "forbids": { "rabbitmq": { "servers": ["a"], "user": "u", "password": "p" } },
              "statistics": { "database": { "host": "h", "user": "u", "schema": "c" } }
            }
            """);
        Assert.AreEqual(
            "$.forbids.rabbitmq.address: must be given where the first listener takes connections on all addresses; "
            + "$.statistics.database.proxy: must be given where the first listener has no address and port of its own",
            string.Join("; ", folder.Load().Errors));
        Assert.AreEqual(
            "", string.Join("; ", folder.Load("forbids.rabbitmq.address=10.0.0.1", "statistics.database.proxy=me").Errors));
    }
}
