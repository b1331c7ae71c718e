using System.Net;
using System.Security.Cryptography;
using System.Text;
using SceNettyProxy.Integration.File;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Rates;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Secrets;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Integration.Tests.File;

[TestClass]
public sealed class DatabasesFileTests
{
    private const string Minimal = """{"databases": {"shop": {"user": "u", "password": "p", "primary": "db1"}}}""";

    private static readonly SecretProtector Secrets = new(RandomNumberGenerator.GetBytes(32));

    [TestMethod]
    public void What_is_left_out_has_its_default()
    {
        RegistrySnapshot snapshot = Valid(Minimal);
        Assert.AreEqual(
            new DatabaseDefinition
            {
                Name = "shop",
                Users = [new UserDefinition { Name = "u", Password = "p" }],
                ServerUser = "u",
                ServerPassword = "p",
                Schema = "shop",
                Primary = new Endpoint("db1", 3306),
            },
            snapshot.Databases["shop"]);
        Assert.IsTrue(snapshot.AuthedIps.IsEmpty);
        CollectionAssert.AreEquivalent(
            new[] { "default", "level1", "level2", "level3", "internal" }, snapshot.Types.Keys);
    }

    [TestMethod]
    public void The_ways_to_connect_are_read_and_paths_are_relative_to_the_file()
    {
        using TemporaryFolder folder = new();
        using RSA key = RSA.Create(2048);
        System.IO.File.WriteAllText(folder["public.pem"], key.ExportSubjectPublicKeyInfoPem());
        RegistryFileContent content = Parse(folder, """
            "tls": "verify-identity", "tlsCa": "", "serverPublicKey": "public.pem", "allowPublicKeyRetrieval": false,
            "allowClearPassword": true, "proxyProtocol": "v2"
            """);
        Assert.AreEqual("", string.Join("; ", content.Errors));
        Assert.AreEqual(
            new PoolDefinition
            {
                Tls = ServerTlsMode.VerifyIdentity,
                TlsCa = "",
                ServerPublicKey = folder["public.pem"],
                AllowPublicKeyRetrieval = false,
                AllowClearPassword = true,
                ProxyProtocol = ServerProxyProtocol.V2,
            },
            content.Snapshot!.Databases["shop"].Pool);
    }

    [TestMethod]
    [DataRow("\"tls\": \"verifyca\"", "$.databases.shop.pool.tls", "must be disabled or preferred or required or verify-ca or verify-identity")]
    [DataRow("\"tls\": true", "$.databases.shop.pool.tls", "must be a string")]
    [DataRow("\"tlsCa\": \"none.pem\"", "$.databases.shop.pool.tlsCa", "holds no certificate as PEM")]
    [DataRow("\"tlsCa\": \"text.pem\"", "$.databases.shop.pool.tlsCa", "holds no certificate as PEM")]
    [DataRow("\"tlsKey\": \"text.pem\"", "$.databases.shop.pool.tlsCertificate", "a certificate needs a key")]
    [DataRow("\"tlsCertificate\": \"text.pem\", \"tlsKey\": \"text.pem\"", "$.databases.shop.pool.tlsCertificate", "no certificate and its key")]
    [DataRow("\"serverPublicKey\": \"text.pem\"", "$.databases.shop.pool.serverPublicKey", "no RSA public key")]
    [DataRow("\"allowClearPassword\": 1", "$.databases.shop.pool.allowClearPassword", "true or false")]
    [DataRow("\"proxyProtocol\": \"v3\"", "$.databases.shop.pool.proxyProtocol", "must be off or v1 or v2")]
    public void What_is_wrong_in_the_ways_to_connect_is_named(string pool, string path, string message)
    {
        using TemporaryFolder folder = new();
        System.IO.File.WriteAllText(folder["text.pem"], "no PEM");
        ConfigurationError error = Parse(folder, pool).Errors.Single();
        Assert.AreEqual(path, error.Path);
        Assert.Contains(message, error.Message);
    }

    private static RegistryFileContent Parse(TemporaryFolder folder, string pool) => DatabasesFile.Parse(
        Encoding.UTF8.GetBytes(Minimal.Replace("}}}", $", \"pool\": {{{pool}}} }}}}}}", StringComparison.Ordinal)), null, Path.GetDirectoryName(folder["x"]));

    [TestMethod]
    public void Every_key_is_read()
    {
        RegistrySnapshot snapshot = Valid("""
            // comment
            {
              "authedIps": ["127.0.0.1"],
              "types": { "small": { "maxconn": 1, "disk": 2, "network": 3, "tablesize": 4, "tablerows": 5, "tablenums": 6,
                                    "slowquery_duration": 0.5, "slowquery_times": 7, "cputime": 8 },
                         "default": { "maxconn": 9 } },
              "databases": {
                "shop": {
                  "user": "u", "password": "p", "serverUser": "s", "serverPassword": "sp",
                  "users": [{ "user": "r", "password": "", "readOnly": true, "limits": { "connections": 3 } }],
                  "schema": "shop_1", "schemas": ["a", "*"],
                  "primary": "[::1]:3307",
                  "replicas": [{ "address": "db2", "weight": 1000 }, "db3:3308", { "address": "db4" }],
                  "authedIps": ["10.11", ["10.12.0.1", "10.12.0.9"], "[10.13.0.1, 10.13.0.9]"],
                  "type": "small", "disabled": true, "sqlPolicy": "transparent", "learning": "show", "readAfterWrite": 0.25,
                  "limits": {
                    "connections": 100, "statements": { "perSecond": 500 }, "bytesOut": { "perSecond": 1000, "burst": 5000 },
                    "concurrentStatements": 7, "excess": "refuse", "maxDelay": 0.5
                  },
                  "pool": { "max": 9, "min": 1, "idle": 2, "connectTimeout": 3, "waitTimeout": 4, "checkAfter": 0,
                            "drain": 6, "replicaRetry": 7.5, /* trailing comma */ },
                },
              }
            }
            """);
        DatabaseDefinition shop = snapshot.Databases["shop"];
        Assert.AreEqual(
            new DatabaseDefinition
            {
                Name = "shop",
                Users =
                [
                    new UserDefinition { Name = "u", Password = "p" },
                    new UserDefinition
                    {
                        Name = "r", Password = "", ReadOnly = true, Limits = new LimitsDefinition { Connections = 3 },
                    },
                ],
                ServerUser = "s",
                ServerPassword = "sp",
                Schema = "shop_1",
                Learning = SceNettyProxy.Tenancy.Learning.LearningMode.Show,
                Schemas = ["a", "*"],
                Primary = new Endpoint("::1", 3307),
                Replicas =
                [
                    new ReplicaDefinition(new Endpoint("db2", 3306), 1000),
                    new ReplicaDefinition(new Endpoint("db3", 3308), 1),
                    new ReplicaDefinition(new Endpoint("db4", 3306), 1),
                ],
                AuthedIps = shop.AuthedIps,
                Type = "small",
                Disabled = true,
                ReadAfterWrite = TimeSpan.FromSeconds(0.25),
                Limits = new LimitsDefinition
                {
                    Connections = 100,
                    Statements = new RateLimit(500, 500),
                    BytesOut = new RateLimit(1000, 5000),
                    ConcurrentStatements = 7,
                    Excess = RateExcess.Refuse,
                    MaxDelay = TimeSpan.FromSeconds(0.5),
                },
                Pool = new PoolDefinition
                {
                    Max = 9,
                    Min = 1,
                    Idle = TimeSpan.FromSeconds(2),
                    ConnectTimeout = TimeSpan.FromSeconds(3),
                    WaitTimeout = TimeSpan.FromSeconds(4),
                    CheckAfter = TimeSpan.Zero,
                    Drain = TimeSpan.FromSeconds(6),
                    ReplicaRetry = TimeSpan.FromSeconds(7.5),
                },
            },
            shop);
        foreach (string address in new[] { "10.11.200.1", "10.12.0.5", "10.13.0.9" })
            Assert.IsTrue(shop.AuthedIps.Contains(IPAddress.Parse(address)), address);
        Assert.IsFalse(shop.AuthedIps.Contains(IPAddress.Parse("10.12.0.10")));
        Assert.IsTrue(snapshot.AuthedIps.Contains(IPAddress.Loopback));
        Assert.AreEqual(
            new TypeDefinition
            {
                Name = "small",
                Connections = 1,
                Disk = 2,
                Network = 3,
                TableSize = 4,
                TableRows = 5,
                Tables = 6,
                SlowQueryDuration = TimeSpan.FromSeconds(0.5),
                SlowQueries = 7,
                CpuTime = TimeSpan.FromSeconds(8),
            },
            snapshot.Types["small"]);
        Assert.AreEqual(new TypeDefinition { Name = "default", Connections = 9 }, snapshot.Types["default"]);
    }

    // The entry's members come on top of a good user, password and primary.
    [TestMethod]
    [DataRow("\"users\": {}", "$.databases.shop.users: must be a list, not an object")]
    [DataRow("\"users\": [1]", "$.databases.shop.users[0]: must be an object, not a number")]
    [DataRow("\"users\": [{\"password\": \"x\"}]", "$.databases.shop.users[0].user: is missing")]
    [DataRow("\"users\": [{\"user\": \"x\"}]", "$.databases.shop.users[0].password: is missing")]
    [DataRow("\"users\": [{\"user\": \"u\", \"password\": \"x\"}]", "$.databases.shop.users[0].user: is listed a second time")]
    [DataRow("\"users\": [{\"user\": \"r\", \"password\": \"x\", \"readonly\": true}]", "$.databases.shop.users[0].readonly: unknown key, did you mean \"readOnly\"?")]
    [DataRow("\"users\": [{\"user\": \"r\", \"password\": \"x\", \"readOnly\": 1}]", "$.databases.shop.users[0].readOnly: must be true or false, not a number")]
    [DataRow("\"serverUser\": \"s\"", "$.databases.shop.serverPassword: is missing")]
    [DataRow("\"serverPassword\": \"s\"", "$.databases.shop.serverUser: is missing")]
    [DataRow("\"schema\": \"\"", "$.databases.shop.schema: must not be empty")]
    [DataRow("\"schema\": null", "$.databases.shop.schema: must be a string, not null")]
    [DataRow("\"schemas\": \"a\"", "$.databases.shop.schemas: must be a list, not a string")]
    [DataRow("\"schemas\": [\"a\", \"\"]", "$.databases.shop.schemas[1]: must be the name of a schema, or \"*\" for all")]
    [DataRow("\"replicas\": [{\"address\": \"a\", \"weight\": 1}, {\"address\": \"b\", \"weight\": 0}]", "$.databases.shop.replicas[1].weight: must be 1..1000")]
    [DataRow("\"replicas\": [{\"address\": \"a\", \"weight\": 1001}]", "$.databases.shop.replicas[0].weight: must be 1..1000")]
    [DataRow("\"replicas\": [{\"address\": \"a\", \"weight\": 1.5}]", "$.databases.shop.replicas[0].weight: must be 1..1000")]
    [DataRow("\"replicas\": [{\"address\": \"a\", \"weight\": \"1\"}]", "$.databases.shop.replicas[0].weight: must be 1..1000")]
    [DataRow("\"replicas\": [{\"weight\": 1}]", "$.databases.shop.replicas[0].address: is missing")]
    [DataRow("\"replicas\": [\"a:99999\"]", "$.databases.shop.replicas[0]: \"a:99999\" must have a port of 1 to 65535")]
    [DataRow("\"replicas\": [\"a\", \"a:3306\"]", "$.databases.shop.replicas[1]: lists a:3306 a second time")]
    [DataRow("\"replicas\": [{\"address\": \"a\", \"wieght\": 1}]", "$.databases.shop.replicas[0].wieght: unknown key, did you mean \"weight\"?")]
    [DataRow("\"authedIps\": [\"10.0.0.1\", \"x\"]", "$.databases.shop.authedIps[1]: \"x\" is not an address, a CIDR prefix, a range or a short quad")]
    [DataRow("\"authedIps\": [1, [\"10.0.0.9\", \"10.0.0.1\"]]", "$.databases.shop.authedIps[0]: must be an address as a string, or a range as a list [from, to]", "$.databases.shop.authedIps[1]: \"[10.0.0.9, 10.0.0.1]\" ends before it starts")]
    [DataRow("\"authedIps\": [[\"10.0.0.9\"]]", "$.databases.shop.authedIps[0]: must be an address as a string, or a range as a list [from, to]")]
    [DataRow("\"type\": \"huge\"", "$.databases.shop.type: \"huge\" is no type; there are default, internal, level1, level2, level3")]
    [DataRow("\"disabled\": \"yes\"", "$.databases.shop.disabled: must be true or false, not a string")]
    [DataRow("\"sqlPolicy\": \"strict\"", "$.databases.shop.sqlPolicy: \"strict\" is no policy; there are internal, standard, transparent")]
    [DataRow("\"learning\": true", "$.databases.shop.learning: must be a string, not a boolean")]
    [DataRow("\"learning\": \"learn\"", "$.databases.shop.learning: must be off or record or show or enforce")]
    [DataRow("\"readAfterWrite\": -1", "$.databases.shop.readAfterWrite: must be 0..3600 seconds")]
    [DataRow("\"readAfterWrite\": \"1\"", "$.databases.shop.readAfterWrite: must be 0..3600 seconds")]
    [DataRow("\"limits\": {\"connections\": 0}", "$.databases.shop.limits.connections: must be 1..1000000")]
    [DataRow("\"limits\": {\"statements\": {\"burst\": 5}}", "$.databases.shop.limits.statements.perSecond: is missing")]
    [DataRow("\"limits\": {\"bytesIn\": {\"perSecond\": 0}}", "$.databases.shop.limits.bytesIn.perSecond: must be 1..1099511627776")]
    [DataRow("\"limits\": {\"excess\": \"drop\"}", "$.databases.shop.limits.excess: must be delay or refuse")]
    [DataRow("\"users\": [{\"user\": \"r\", \"password\": \"\", \"limits\": {\"statements\": {\"perSecond\": 1}}}]", "$.databases.shop.users[0].limits.statements: unknown key")]
    [DataRow("\"limits\": {\"rps\": 5}", "$.databases.shop.limits.rps: unknown key")]
    [DataRow("\"pool\": []", "$.databases.shop.pool: must be an object, not a list")]
    [DataRow("\"pool\": {\"max\": 0}", "$.databases.shop.pool.max: must be 1..100000")]
    [DataRow("\"pool\": {\"max\": 1, \"min\": 2}", "$.databases.shop.pool.min: must not be above max")]
    [DataRow("\"pool\": {\"idle\": 0}", "$.databases.shop.pool.idle: must be 1..86400 seconds")]
    [DataRow("\"pool\": {\"maximum\": 1}", "$.databases.shop.pool.maximum: unknown key")]
    [DataRow("\"Primary\": \"x\"", "$.databases.shop.Primary: unknown key, did you mean \"primary\"?")]
    [DataRow("\"colour\": 1", "$.databases.shop.colour: unknown key")]
    [DataRow("\"user\": \"again\"", "$.databases.shop.user: appears more than once")]
    public void A_wrong_member_of_an_entry_is_reported_with_its_path(string members, params string[] expected) => Invalid(
        Shop("\"user\": \"u\", \"password\": \"p\", \"primary\": \"db1\", " + members), expected);

    [TestMethod]
    [DataRow("{\"databases\": {\"shop\": {}}}", "$.databases.shop.user: is missing", "$.databases.shop.password: is missing", "$.databases.shop.primary: is missing")]
    [DataRow("{\"databases\": {\"shop\": {\"user\": \"\", \"password\": 5, \"primary\": \"::1\"}}}", "$.databases.shop.user: must not be empty", "$.databases.shop.password: must be a string, not a number", "$.databases.shop.primary: \"::1\" needs brackets round its IPv6 address: [::1]:3306")]
    [DataRow("{\"databases\": {\"shop\": true}}", "$.databases.shop: must be an object, not a boolean")]
    [DataRow("{\"databases\": {\"a b\": {\"user\": \"u\", \"password\": \"p\", \"primary\": \"d\"}}}", "$.databases['a b']: a database name has 1 to 64 characters, no white space and no slash")]
    [DataRow("{\"databases\": []}", "$.databases: must be an object, not a list")]
    [DataRow("{}", "$.databases: is missing")]
    [DataRow("[]", "$: must be an object, not a list")]
    [DataRow("{\"databases\": {}, \"database\": {}}", "$.database: unknown key, did you mean \"databases\"?")]
    [DataRow("{\"databases\": {}, \"databases\": {}}", "$.databases: appears more than once")]
    [DataRow("{\"databases\": {}, \"authedIps\": \"127.0.0.1\"}", "$.authedIps: must be a list, not a string")]
    [DataRow("{\"databases\": {}, \"types\": {\"a\": {\"maxconn\": -1, \"maxcon\": 1}}}", "$.types.a.maxconn: must be 0..9223372036854775807", "$.types.a.maxcon: unknown key, did you mean \"maxconn\"?")]
    [DataRow("{\"databases\": {\"a\": {\"user\": \"u\", \"password\": \"p\", \"primary\": \"d\"}, \"a\": {}}}", "$.databases.a: appears more than once")]
    public void A_wrong_file_is_reported_with_its_paths(string json, params string[] expected) => Invalid(json, expected);

    [TestMethod]
    public void Errors_of_several_databases_are_reported_together() => Invalid(
        """
        {"authedIps": ["x"], "databases": {
          "a": {"user": "u", "password": "p", "primary": "d:0"},
          "b": {"user": "u", "password": "p", "primary": "d"},
          "c": {"user": "u", "password": "p", "primary": "d", "replicas": [{}], "pool": {"max": 0}}}}
        """,
        "$.authedIps[0]: \"x\" is not an address, a CIDR prefix, a range or a short quad",
        "$.databases.a.primary: \"d:0\" must have a port of 1 to 65535",
        "$.databases.c.replicas[0].address: is missing",
        "$.databases.c.pool.max: must be 1..100000");

    [TestMethod]
    [DataRow("", "line 1, column 1")]
    [DataRow("{\n  \"databases\": {\n    \"a\" 1\n", "line 3, column 9")]
    [DataRow("{\"databases\": {}} x", "line 1, column 19")]
    public void A_syntax_error_has_a_line_and_a_column(string json, string place)
    {
        RegistryFileContent content = DatabasesFile.Parse(Encoding.UTF8.GetBytes(json), null);
        Assert.AreEqual(place, content.Errors.Single().Path);
        Assert.IsFalse(content.Errors[0].Message.Contains("LineNumber", StringComparison.Ordinal), content.Errors[0].Message);
    }

    [TestMethod]
    public void Every_beginning_of_a_file_is_refused_with_an_error()
    {
        byte[] json = Encoding.UTF8.GetBytes(Minimal);
        for (int length = 0; length < json.Length; length++)
            Assert.AreEqual(1, DatabasesFile.Parse(json.AsMemory(0, length), null).Errors.Length, $"{length} bytes");
    }

    [TestMethod]
    public void A_byte_order_mark_is_skipped() =>
        Assert.IsNotNull(DatabasesFile.Parse(Encoding.UTF8.GetBytes("\uFEFF" + Minimal), null).Snapshot);

    [TestMethod]
    public void Encrypted_passwords_are_decrypted()
    {
        string json = Shop($$"""
            "user": "u", "password": "{{Secrets.Protect("one")}}", "primary": "d",
            "serverUser": "s", "serverPassword": "{{Secrets.Protect("two")}}",
            "users": [{"user": "r", "password": "{{Secrets.Protect("three")}}"}]
            """);
        DatabaseDefinition shop = DatabasesFile.Parse(Encoding.UTF8.GetBytes(json), Secrets).Snapshot!.Databases["shop"];
        Assert.AreEqual("one", shop.Users[0].Password);
        Assert.AreEqual("two", shop.ServerPassword);
        Assert.AreEqual("three", shop.Users[1].Password);
    }

    [TestMethod]
    public void A_password_that_cannot_be_decrypted_is_reported_and_never_shown()
    {
        string secret = Secrets.Protect("one");
        string json = Shop($"\"user\": \"u\", \"password\": \"{secret}\", \"primary\": \"d\"");
        Assert.AreEqual(
            new ConfigurationError("$.databases.shop.password", "is encrypted, but no key file is configured"),
            DatabasesFile.Parse(Encoding.UTF8.GetBytes(json), null).Errors.Single());
        SecretProtector other = new(RandomNumberGenerator.GetBytes(32));
        Assert.AreEqual(
            new ConfigurationError("$.databases.shop.password", "the encrypted value was changed or made with another key"),
            DatabasesFile.Parse(Encoding.UTF8.GetBytes(json), other).Errors.Single());
    }

    [TestMethod]
    public void A_missing_file_and_a_missing_key_file_are_errors()
    {
        using TemporaryFolder folder = new();
        StringAssert.Contains(DatabasesFile.Load(folder["none.json"], null).Errors.Single().Message, folder["none.json"]);
        System.IO.File.WriteAllText(folder["databases.json"], Minimal);
        StringAssert.Contains(DatabasesFile.Load(folder["databases.json"], folder["key"]).Errors.Single().Message, folder["key"]);
        Assert.IsNotNull(DatabasesFile.Load(folder["databases.json"], null).Snapshot);
    }

    private static string Shop(string members) => "{\"databases\": {\"shop\": {" + members + "}}}";

    private static RegistrySnapshot Valid(string json)
    {
        RegistryFileContent content = DatabasesFile.Parse(Encoding.UTF8.GetBytes(json), null);
        Assert.AreEqual("", string.Join("; ", content.Errors));
        return content.Snapshot!;
    }

    private static void Invalid(string json, params string[] expected)
    {
        RegistryFileContent content = DatabasesFile.Parse(Encoding.UTF8.GetBytes(json), null);
        Assert.IsNull(content.Snapshot);
        CollectionAssert.AreEqual(expected, content.Errors.Select(error => error.ToString()).ToArray(), string.Join("\n", content.Errors));
    }
}
