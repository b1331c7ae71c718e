using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Secrets;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Tests.Configuration;

[TestClass]
public sealed class ProxyConfigurationTests
{
    [TestMethod]
    public void Every_kind_of_value_is_read()
    {
        using ConfigurationFolder folder = new("""
            {
              "listeners": [
                { "name": "a", "address": "127.0.0.1", "port": 1, "workers": "noisy", "backlog": 5 },
                { "name": "b", "address": "::", "port": 0 },
              ],
              "threads": { "boss": { "count": 2 }, "noisy": { "count": 3, "cpus": [0], "coalesceMicroseconds": 50 } },
              "pool": { "max": 10, "connectTimeout": 0.5 },
              "session": { "errors": "mysql", "loginWithoutDatabase": "refuse", "maxHeldStatement": "1MB", "heldBudget": 2097152,
                           "serverVersion": "10.11.6-MariaDB" },
              "registry": { "file": "other.json", "keyFile": "key" },
              "buffers": { "arenas": 2, "order": 5 },
              "logging": { "levels": { "Default": "debug", "SceNettyProxy.Handlers": "trace" } },
            }
            """);
        ProxyConfigurationResult result = folder.Load();
        Assert.AreEqual("", string.Join("; ", result.Errors));
        Assert.AreEqual(
            new ProxyOptions
            {
                Listeners =
                [
                    new ListenerOptions { Name = "a", Address = "127.0.0.1", Port = 1, Workers = "noisy", Backlog = 5 },
                    new ListenerOptions { Name = "b", Address = "::", Port = 0 },
                ],
                Threads =
                [
                    new ThreadGroupOptions { Name = "boss", Count = 2 },
                    new ThreadGroupOptions { Name = "workers" },
                    new ThreadGroupOptions { Name = "offload" },
                    new ThreadGroupOptions { Name = "noisy", Count = 3, Cpus = [0], Coalescing = TimeSpan.FromMicroseconds(50) },
                ],
                Pool = new PoolOptions { Max = 10, ConnectTimeout = TimeSpan.FromSeconds(0.5) },
                Session = new SessionOptions
                {
                    Errors = ErrorFlavour.Mysql,
                    LoginWithoutDatabase = LoginWithoutDatabase.Refuse,
                    MaxHeldStatement = 1 << 20,
                    HeldBudget = 2 << 20,
                    ServerVersion = "10.11.6-MariaDB",
                },
                Registry = new RegistryOptions { File = "other.json", KeyFile = "key" },
                Buffers = new BufferOptions { Arenas = 2, Order = 5 },
                Logging = new LoggingOptions
                {
                    Levels =
                    [
                        new CategoryLevel("Default", LogLevel.Debug),
                        new CategoryLevel("DotNetty", LogLevel.Warning),
                        new CategoryLevel("Microsoft", LogLevel.Warning),
                        new CategoryLevel("SceNettyProxy.Handlers", LogLevel.Trace),
                    ],
                },
            },
            result.Options);
    }

    [TestMethod]
    [DataRow("\"pol\": {}", "$.pol: unknown key, did you mean \"pool\"?", DisplayName = "unknown section")]
    [DataRow("\"pool\": { \"maxx\": 1 }", "$.pool.maxx: unknown key, did you mean \"max\"?", DisplayName = "unknown key")]
    [DataRow("\"pool\": 5", "$.pool: must be an object")]
    [DataRow("\"pool\": { \"max\": 0 }", "$.pool.max: must be 1..100000")]
    [DataRow("\"pool\": { \"max\": \"many\" }", "$.pool.max: must be 1..100000")]
    [DataRow("\"pool\": { \"max\": 1.5 }", "$.pool.max: must be 1..100000")]
    [DataRow("\"pool\": { \"max\": [1] }", "$.pool.max: must be a single value")]
    [DataRow("\"pool\": { \"max\": 1, \"min\": 2 }", "$.pool.min: must not be above max")]
    [DataRow("\"pool\": { \"idle\": -1 }", "$.pool.idle: must be 1..86400 seconds")]
    [DataRow("\"pool\": { \"idle\": \"NaN\" }", "$.pool.idle: must be 1..86400 seconds")]
    [DataRow("\"session\": { \"errors\": \"both\" }", "$.session.errors: must be sce or mysql")]
    [DataRow("\"session\": { \"errors\": \"0\" }", "$.session.errors: must be sce or mysql")]
    [DataRow("\"session\": { \"loginWithoutDatabase\": \"\" }", "$.session.loginWithoutDatabase: must be resolve or refuse")]
    [DataRow("\"session\": { \"node\": 1024 }", "$.session.node: must be 0..1023 or auto")]
    [DataRow("\"session\": { \"node\": -1 }", "$.session.node: must be 0..1023 or auto")]
    [DataRow("\"session\": { \"maxHeldStatement\": \"64XB\" }", "$.session.maxHeldStatement: must be 65536..1073741824 bytes, as a number or with KB, MB or GB")]
    [DataRow("\"session\": { \"maxHeldStatement\": \"9999999999GB\" }", "$.session.maxHeldStatement: must be 65536..1073741824 bytes, as a number or with KB, MB or GB")]
    [DataRow("\"session\": { \"maxHeldStatement\": 1 }", "$.session.maxHeldStatement: must be 65536..1073741824 bytes, as a number or with KB, MB or GB")]
    [DataRow("\"session\": { \"heldBudget\": \"1MB\" }", "$.session.heldBudget: must not be below maxHeldStatement")]
    [DataRow("\"session\": { \"serverVersion\": \"\" }", "$.session.serverVersion: must not be empty")]
    [DataRow("\"session\": { \"serverVersion\": \"8\\u0000\" }", "$.session.serverVersion: must be printable ASCII")]
    [DataRow("\"session\": { \"authPlugin\": \"sha256_password\" }", "$.session.authPlugin: must be mysql_native_password or caching_sha2_password")]
    [DataRow("\"session\": { \"interactiveTimeout\": 0 }", "$.session.interactiveTimeout: must be 1..31536000 seconds")]
    [DataRow("\"admin\": { \"user\": \"boss\" }", "$.admin.password: must not be empty where there is a user")]
    [DataRow("\"admin\": { \"authedIps\": [\"10.0.0.300\"] }", "$.admin.authedIps[0]: \"10.0.0.300\" is not an address, a CIDR prefix, a range or a short quad")]
    [DataRow("\"admin\": { \"password\": \"aesgcm:AAAA\" }", "$.admin.password: is encrypted, but registry.keyFile names no key")]
    [DataRow("\"admin\": { \"listen\": \"localhost:61051\" }", "$.admin.listen: \"localhost\" is not an IP address")]
    [DataRow("\"admin\": { \"advertise\": \"a:b:c\" }", "$.admin.advertise: \"a:b:c\" needs brackets round its IPv6 address: [::1]:3306")]
    [DataRow("\"statistics\": { \"keepDays\": -1 }", "$.statistics.keepDays: must be 0..36500")]
    [DataRow("\"statistics\": { \"flushInterval\": 0 }", "$.statistics.flushInterval: must be 0.1..3600 seconds")]
    [DataRow("\"statistics\": { \"archive\": \"x\" }", "$.statistics.archive: unknown key")]
    [DataRow("\"learning\": { \"maxDigests\": 0 }", "$.learning.maxDigests: must be 1..1000000")]
    [DataRow("\"learning\": { \"flushInterval\": 0 }", "$.learning.flushInterval: must be 1..3600 seconds")]
    [DataRow("\"transport\": \"magic\"", "$.transport: must be one of auto, io_uring, epoll, sockets")]
    [DataRow("\"listeners\": []", "$.listeners: must hold at least one listener")]
    [DataRow("\"listeners\": {\"a\": {}}", "$.listeners: must be a list")]
    [DataRow("\"listeners\": \"main\"", "$.listeners: must be a list")]
    [DataRow("\"listeners\": [{}, {}]", "$.listeners[1].name: \"main\" is used a second time", "$.listeners[1].port: 61050 is used a second time on 0.0.0.0")]
    [DataRow("\"listeners\": [{\"port\": 65536}]", "$.listeners[0].port: must be 0..65535")]
    [DataRow("\"listeners\": [{\"address\": \"localhost\"}]", "$.listeners[0].address: \"localhost\" is neither an IP address nor a path from the root")]
    [DataRow("\"listeners\": [{\"accept\": \"anyone\"}]", "$.listeners[0].accept: must be boss or loops")]
    [DataRow("\"listeners\": [{\"address\": \"/a.sock\", \"accept\": \"loops\"}]", "$.listeners[0].accept: \"loops\" is not for a Unix domain socket, which only one can hold")]
    [DataRow("\"listeners\": [{\"address\": \"/a.sock\", \"proxyProtocol\": \"required\", \"trustedProxies\": [\"::1\"]}]", "$.listeners[0].proxyProtocol: is not for a Unix domain socket: its clients have no address to be trusted by")]
    [DataRow("\"listeners\": [{\"address\": \"/a.sock\"}, {\"name\": \"b\", \"address\": \"/a.sock\"}]", "$.listeners[1].address: /a.sock is used a second time")]
    [DataRow("\"listeners\": [{\"address\": \"/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}]", "$.listeners[0].address: is longer than 107 bytes, which is all that a Unix domain socket may have")]
    [DataRow("\"listeners\": [{\"address\": \"/a.sock\"}], \"registry\": {\"zookeeper\": {\"servers\": [\"127.0.0.1:2181\"]}}", "$.registry.zookeeper.name: must be given where no listener has an IP address")]
    [DataRow("\"listeners\": [{\"workers\": \"boss\"}]", "$.listeners[0].workers: \"boss\" is no worker group; there are workers")]
    [DataRow("\"listeners\": [{\"prot\": 1}]", "$.listeners[0].prot: unknown key, did you mean \"port\"?")]
    [DataRow("\"threads\": {\"boss\": {\"count\": -1}}", "$.threads.boss.count: must be 0..1024")]
    [DataRow("\"threads\": {\"noisy\": {\"cpu\": [0]}}", "$.threads.noisy.cpu: unknown key, did you mean \"cpus\"?")]
    [DataRow("\"threads\": {\"noisy\": {\"cpus\": [0, \"x\"]}}", "$.threads.noisy.cpus[1]: must be a number of at least 0")]
    [DataRow("\"buffers\": {\"order\": 15}", "$.buffers.order: must be 0..14")]
    [DataRow("\"registry\": {\"file\": \"\"}", "$.registry.file: must not be empty")]
    [DataRow("\"logging\": {\"levels\": {\"A.B\": \"loud\"}}", "$.logging.levels['A.B']: must be trace or debug or information or warning or error or critical or none")]
    public void A_wrong_setting_is_reported_with_its_path(string members, params string[] expected)
    {
        using ConfigurationFolder folder = new("{" + members + "}");
        AssertErrors(expected, folder.Load());
    }

    [TestMethod]
    public void The_operators_password_may_be_encrypted_and_is_in_no_log()
    {
        using ConfigurationFolder folder = new("{}");
        SecretKeyFile.Create(folder["key"]);
        string text = new SecretProtector(SecretKeyFile.Read(folder["key"])).Protect("boss-secret");
        AdminOptions admin = folder.Load("registry.keyFile=key", "admin.user=boss", $"admin.password={text}").Options!.Admin;
        Assert.AreEqual("boss-secret", admin.Password);
        Assert.AreEqual("boss", admin.ToString());
        SecretKeyFile.Create(folder["other"]);
        StringAssert.StartsWith(
            folder.Load("registry.keyFile=other", "admin.user=boss", $"admin.password={text}").Errors.Single().ToString(),
            "$.admin.password: the encrypted value was changed or made with another key");
    }

    [TestMethod]
    public void A_key_file_is_found_beside_the_configuration_and_must_hold_a_key()
    {
        using ConfigurationFolder folder = new("{}");
        Assert.AreEqual("", folder.Load().Options!.Session.RsaKey);
        StringAssert.StartsWith(folder.Load("session.rsaKey=login.pem").Errors.Single().ToString(), "$.session.rsaKey: ");
        using System.Security.Cryptography.RSA key = System.Security.Cryptography.RSA.Create(2048);
        File.WriteAllText(folder["login.pem"], key.ExportSubjectPublicKeyInfoPem());
        StringAssert.Contains(folder.Load("session.rsaKey=login.pem").Errors.Single().Message, "no RSA private key");
        File.WriteAllText(folder["login.pem"], key.ExportRSAPrivateKeyPem());
        Assert.AreEqual(folder["login.pem"], folder.Load("session.rsaKey=login.pem").Options!.Session.RsaKey);
        using System.Security.Cryptography.RSA weak = System.Security.Cryptography.RSA.Create(1024);
        File.WriteAllText(folder["login.pem"], weak.ExportPkcs8PrivateKeyPem());
        StringAssert.Contains(folder.Load("session.rsaKey=login.pem").Errors.Single().Message, "has 1024 bits");
    }

    [TestMethod]
    public void All_errors_are_reported_at_once()
    {
        using ConfigurationFolder folder = new("""
            {"listeners": [{"port": -1}], "threads": {"workers": {"count": 5000}}, "pool": {"max": 0}, "x": 1}
            """);
        AssertErrors(
            [
                "$.threads.workers.count: must be 0..1024",
                "$.listeners[0].port: must be 0..65535",
                "$.pool.max: must be 1..100000",
                "$.x: unknown key",
            ],
            folder.Load("session.errors=none"),
            "$.session.errors: must be sce or mysql");
    }

    [TestMethod]
    public void Packets_wait_for_each_other_for_a_millisecond_at_most()
    {
        using ConfigurationFolder folder = new("""{"threads": {"workers": {"coalesceMicroseconds": 0}, "more": {"coalesceMicroseconds": 1001}}}""");
        Assert.AreEqual("$.threads.more.coalesceMicroseconds: must be 0..1000", folder.Load().Errors.Single().ToString());
    }

    [TestMethod]
    public void A_cpu_that_does_not_exist_is_named()
    {
        using ConfigurationFolder folder = new("""{"threads": {"boss": {"cpus": [4711]}}}""");
        string error = folder.Load().Errors.Single().ToString();
        StringAssert.StartsWith(error, "$.threads.boss.cpus: CPU 4711 is not available to this process; there are 0");
        Assert.IsFalse(error.Contains("Parameter", StringComparison.Ordinal), error);
    }

    [TestMethod]
    [DataRow("pool.max=7")]
    [DataRow("pool:max=7")]
    [DataRow("POOL.Max=7")]
    public void The_command_line_overrides_the_file(string set)
    {
        using ConfigurationFolder folder = new("""{"pool": {"max": 3, "min": 2}}""");
        PoolOptions pool = folder.Load(set).Options!.Pool;
        Assert.AreEqual(7, pool.Max);
        Assert.AreEqual(2, pool.Min);
    }

    [TestMethod]
    public void Files_of_the_pool_are_relative_to_the_folder_and_read_beforehand()
    {
        using ConfigurationFolder folder = new(
            """{"pool": {"tls": "verify-ca", "tlsCa": "ca.pem", "allowClearPassword": true, "proxyProtocol": "v1"}}""");
        Assert.Contains("ca.pem", folder.Load().Errors.Single().ToString());
        using (RSA key = RSA.Create(2048))
        {
            using X509Certificate2 ca = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                .CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
            folder.Write("ca.pem", ca.ExportCertificatePem());
        }

        PoolOptions pool = folder.Load().Options!.Pool;
        Assert.AreEqual(folder["ca.pem"], pool.TlsCa);
        Assert.AreEqual(ServerTlsMode.VerifyCa, pool.Tls);
        Assert.AreEqual(ServerProxyProtocol.V1, pool.ProxyProtocol);
        Assert.IsTrue(pool.AllowClearPassword);
        AssertErrors(
            ["$.pool.allowClearPassword: must be true or false", "$.pool.tlsCertificate: a certificate needs a key and a key a certificate"],
            folder.Load("pool.allowClearPassword=yes", "pool.tlsKey=key.pem"));
    }

    [TestMethod]
    public void The_command_line_reaches_into_lists()
    {
        using ConfigurationFolder folder = new();
        Assert.AreEqual(5, folder.Load("listeners[0].port=5").Options!.Listeners[0].Port);
        Assert.AreEqual(6, folder.Load("listeners.0.port=6").Options!.Listeners[0].Port);
    }

    [TestMethod]
    public void A_malformed_override_is_reported()
    {
        using ConfigurationFolder folder = new();
        AssertErrors(["--set pool.max: must be path=value"], folder.Load("pool.max"));
    }

    [TestMethod]
    public void A_syntax_error_has_a_line_and_a_column()
    {
        using ConfigurationFolder folder = new("{\n  \"pool\" 1\n}");
        StringAssert.StartsWith(folder.Load().Errors.Single().ToString(), "line 2, column 10: ");
    }

    [TestMethod]
    public void A_key_that_appears_twice_is_reported()
    {
        using ConfigurationFolder folder = new("""{"pool": {"max": 1, "max": 2}}""");
        StringAssert.Contains(folder.Load().Errors.Single().Message, "pool:max");
    }

    [TestMethod]
    public void A_missing_file_is_named()
    {
        using ConfigurationFolder folder = new();
        File.Delete(folder["proxy.json"]);
        Assert.AreEqual($"$: {folder["proxy.json"]} does not exist", folder.Load().Errors.Single().ToString());
    }

    private static void AssertErrors(string[] expected, ProxyConfigurationResult result, params string[] more)
    {
        Assert.IsNull(result.Options);
        CollectionAssert.AreEquivalent(
            expected.Concat(more).ToArray(), result.Errors.Select(error => error.ToString()).ToArray(), string.Join("\n", result.Errors));
    }
}
