using System.Text;
using SceNettyProxy.Integration.ZooKeeper.Registry;
using SceNettyProxy.Tenancy.Addresses;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Learning;
using SceNettyProxy.Tenancy.Policies;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Secrets;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Integration.Tests.ZooKeeper.Registry;

[TestClass]
public sealed class RegistryNodeReaderTests
{
    private const string Path = "/database/db_info/shop";

    private static readonly SecretProtector Secrets = new(new byte[SecretKeyFile.KeyLength]);

    private readonly RegistryNodeReader reader = new(Secrets, System.IO.Path.GetTempPath());

    /// <summary>As the original wrote it: the password is <c>pw</c>.</summary>
    private readonly Dictionary<string, string> nodes = new()
    {
        ["authed_ips"] = """["127.0.0.1", "10.1"]""",
        ["db_disabled"] = "0",
        ["dbtype"] = "level2",
        ["dbconf/db_user"] = "shop_user",
        ["dbconf/db_password"] = "7D6B",
        ["dbconf/db_db"] = "shop_schema",
        ["dbconf/db_host_r"] = "10.0.0.2:3307",
        ["dbconf/db_host_w"] = "10.0.0.1",
    };

    [TestMethod]
    public void A_database_of_the_original_is_read_as_it_stands()
    {
        DatabaseDefinition shop = Read();
        Assert.AreEqual("shop", shop.Name);
        Assert.AreEqual("shop_user", shop.Users[0].Name);
        Assert.AreEqual("pw", shop.Users[0].Password);
        Assert.AreEqual("shop_user", shop.ServerUser);
        Assert.AreEqual("pw", shop.ServerPassword);
        Assert.AreEqual("shop_schema", shop.Schema);
        Assert.AreEqual(new Endpoint("10.0.0.1", 3306), shop.Primary);
        Assert.AreEqual(new ReplicaDefinition(new Endpoint("10.0.0.2", 3307), 1), shop.Replicas[0]);
        Assert.AreEqual(1, shop.Replicas.Length);
        Assert.AreEqual("level2", shop.Type);
        Assert.AreEqual("standard", shop.SqlPolicy);
        Assert.IsFalse(shop.Disabled);
        Assert.IsTrue(AddressList.TryParse(["127.0.0.1", "10.1"], out AddressList? list, out _));
        Assert.AreEqual(list, shop.AuthedIps);
    }

    [TestMethod]
    [DataRow("internal", "internal")]
    [DataRow("default", "standard")]
    public void The_type_says_which_policy_where_nothing_else_does(string type, string policy)
    {
        nodes["dbtype"] = type;
        Assert.AreEqual(policy, Read().SqlPolicy);
        nodes["dbconf/options"] = """{"sqlPolicy": "transparent"}""";
        Assert.AreEqual("transparent", Read().SqlPolicy);
    }

    [TestMethod]
    [DataRow("10.0.0.1:3306")]
    [DataRow("10.0.0.1")]
    public void One_server_that_is_named_twice_has_no_replica(string host)
    {
        nodes["dbconf/db_host_r"] = host;
        Assert.IsTrue(Read().Replicas.IsEmpty);
    }

    [TestMethod]
    public void White_space_round_data_and_a_node_without_data_do_no_harm()
    {
        nodes["dbtype"] = "level1\n";
        nodes["db_disabled"] = " 1\n";
        nodes["dbconf/db_host_w"] = "10.0.0.1:3310\r\n";
        nodes["authed_ips"] = "";
        nodes["dbconf/db_password"] = "";
        nodes["dbconf/options"] = "";
        DatabaseDefinition shop = Read();
        Assert.AreEqual("level1", shop.Type);
        Assert.IsTrue(shop.Disabled);
        Assert.AreEqual(3310, shop.Primary.Port);
        Assert.IsTrue(shop.AuthedIps.IsEmpty);
        Assert.AreEqual("", shop.Users[0].Password);
    }

    [TestMethod]
    public void A_password_of_the_new_kind_is_read_too()
    {
        nodes["dbconf/db_password"] = Secrets.Protect("s3cret ü");
        Assert.AreEqual("s3cret ü", Read().ServerPassword);
    }

    [TestMethod]
    public void Options_say_what_databases_json_can_say_beyond_the_nodes()
    {
        nodes["dbconf/options"] =
            """
            {
              // comments are allowed
              "replicas": [{"address": "r1", "weight": 3}, "r2:3310"],
              "sqlPolicy": "internal", "schemas": ["other"], "learning": "record", "readAfterWrite": 3.5, "allowLocalInfile": true,
              "users": [{"user": "report", "password": "x", "readOnly": true, "limits": {"connections": 2}}],
              "serverUser": "srv", "serverPassword": "y",
              "limits": {"connections": 7, "statements": {"perSecond": 5}}, "pool": {"max": 9},
            }
            """;
        DatabaseDefinition shop = Read();
        CollectionAssert.AreEqual(
            new[] { new ReplicaDefinition(new Endpoint("r1", 3306), 3), new ReplicaDefinition(new Endpoint("r2", 3310), 1) },
            shop.Replicas.AsSpan().ToArray());
        Assert.AreEqual("internal", shop.SqlPolicy);
        Assert.IsTrue(shop.AllowsSchema("other"));
        Assert.AreEqual(LearningMode.Record, shop.Learning);
        Assert.AreEqual(TimeSpan.FromSeconds(3.5), shop.ReadAfterWrite);
        Assert.IsTrue(shop.AllowLocalInfile);
        Assert.IsTrue(shop.FindUser("report")!.ReadOnly);
        Assert.AreEqual(2, shop.FindUser("report")!.Limits.Connections);
        Assert.AreEqual("srv", shop.ServerUser);
        Assert.AreEqual("y", shop.ServerPassword);
        Assert.AreEqual(7, shop.Limits.Connections);
        Assert.AreEqual(9, shop.Pool.Max);
    }

    [TestMethod]
    public void A_hash_may_stand_for_the_password()
    {
        nodes["dbconf/db_password"] = "";
        nodes["dbconf/options"] = """{"passwordHash": "*0D3CED9BEC10A777AEC23CCC353A8C08A633045E"}""";
        DatabaseDefinition shop = Read();
        Assert.IsNull(shop.Users[0].Password);
        Assert.AreEqual(1, shop.Users[0].Hashes.Length);
    }

    [TestMethod]
    [DataRow("authed_ips")]
    [DataRow("db_disabled")]
    [DataRow("dbtype")]
    [DataRow("dbconf/db_user")]
    [DataRow("dbconf/db_password")]
    [DataRow("dbconf/db_db")]
    [DataRow("dbconf/db_host_r")]
    [DataRow("dbconf/db_host_w")]
    public void A_database_without_one_of_its_nodes_is_not_whole(string node)
    {
        nodes.Remove(node);
        DatabaseReading reading = TryRead();
        Assert.IsNull(reading.Definition);
        CollectionAssert.AreEqual(new[] { node }, reading.Missing.ToArray());
        Assert.AreEqual(0, reading.Errors.Length);
    }

    [TestMethod]
    [DataRow("authed_ips", "{", $"{Path}/authed_ips: is no JSON: line 1, column 2")]
    [DataRow("authed_ips", "{}", $"{Path}/authed_ips: must be a list, not an object")]
    [DataRow("authed_ips", "7", $"{Path}/authed_ips: must be a list, not a number")]
    [DataRow("authed_ips", """["127.0.0.1", 5]""", $"{Path}/authed_ips[1]: must be an address")]
    [DataRow("authed_ips", """["127.0.0.1", "nowhere/99"]""", $"{Path}/authed_ips[1]: ")]
    [DataRow("db_disabled", "", $"{Path}/db_disabled: must be 0 or 1")]
    [DataRow("db_disabled", "no", $"{Path}/db_disabled: must be 0 or 1")]
    [DataRow("dbtype", "level9", $"{Path}/dbtype: \"level9\" is no type")]
    [DataRow("dbtype", "", $"{Path}/dbtype: must not be empty")]
    [DataRow("dbconf/db_user", "", $"{Path}/dbconf/db_user: must not be empty")]
    [DataRow("dbconf/db_password", "in the clear", $"{Path}/dbconf/db_password: the value of the original's cipher is not hexadecimal")]
    [DataRow("dbconf/db_password", "7D6", $"{Path}/dbconf/db_password: ")]
    [DataRow("dbconf/db_password", "aesgcm:AAAA", $"{Path}/dbconf/db_password: the encrypted value is cut off")]
    [DataRow("dbconf/db_db", "", $"{Path}/dbconf/db_db: must not be empty")]
    [DataRow("dbconf/db_host_w", "10.0.0.1:0", $"{Path}/dbconf/db_host_w: \"10.0.0.1:0\" must have a port")]
    [DataRow("dbconf/db_host_w", "", $"{Path}/dbconf/db_host_w: must not be empty")]
    [DataRow("dbconf/db_host_w", "a b", $"{Path}/dbconf/db_host_w: \"a b\" has no valid host")]
    [DataRow("dbconf/db_host_r", "::1:3306", $"{Path}/dbconf/db_host_r: ")]
    [DataRow("dbconf/db_host_r", "", $"{Path}/dbconf/db_host_r: ")]
    [DataRow("dbconf/options", "[", $"{Path}/dbconf/options: is no JSON")]
    [DataRow("dbconf/options", "[]", $"{Path}/dbconf/options: must be an object, not a list")]
    [DataRow("dbconf/options", "null", $"{Path}/dbconf/options: must be an object, not null")]
    [DataRow("dbconf/options", """{"colour": 1}""", $"{Path}/dbconf/options: $.colour: unknown key")]
    [DataRow("dbconf/options", """{"user": "x"}""", $"{Path}/dbconf/options: $.user: has a node of its own, dbconf/db_user")]
    [DataRow("dbconf/options", """{"disabled": true}""", $"{Path}/dbconf/options: $.disabled: has a node of its own, db_disabled")]
    [DataRow("dbconf/options", """{"sqlPolicy": "none"}""", $"{Path}/dbconf/options: $.sqlPolicy: \"none\" is no policy")]
    [DataRow("dbconf/options", """{"replicas": [{"address": "r", "weight": 0}]}""", $"{Path}/dbconf/options: $.replicas[0].weight: must be")]
    [DataRow("dbconf/options", """{"limits": {"connections": "many"}}""", $"{Path}/dbconf/options: $.limits.connections: must be")]
    [DataRow("dbconf/options", """{"limits": 1, "limits": 2}""", $"{Path}/dbconf/options: $.limits: appears more than once")]
    [DataRow("dbconf/options", """{"odd key": 1}""", $"{Path}/dbconf/options: $['odd key']: unknown key")]
    [DataRow("dbconf/options", """{"users": [{"user": "u"}]}""", $"{Path}/dbconf/options: $.users[0].password: is missing")]
    public void A_malformed_node_is_an_error_with_its_path(string node, string data, string error)
    {
        nodes[node] = data;
        DatabaseReading reading = TryRead();
        Assert.IsNull(reading.Definition);
        Assert.AreEqual(0, reading.Missing.Length);
        StringAssert.StartsWith(reading.Errors[0].ToString(), error);
        Assert.IsFalse(reading.Errors.Any(wrong => wrong.ToString().Contains("in the clear", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Data_that_is_no_text_is_an_error_with_its_path()
    {
        DatabaseReading reading = reader.ReadDatabase(
            "shop",
            name => name == "dbconf/db_user" ? new byte[] { 0xFF, 0xFE } : Node(name),
            RegistrySnapshot.Empty.Types,
            SqlPolicies.BuiltIn);
        Assert.AreEqual($"{Path}/dbconf/db_user: is not UTF-8", reading.Errors.Single().ToString());
    }

    [TestMethod]
    public void All_that_is_wrong_in_a_database_is_told_at_once()
    {
        nodes["dbconf/db_host_w"] = ":1";
        nodes["dbconf/options"] = """{"colour": 1, "pool": {"max": 0}}""";
        Assert.AreEqual(3, TryRead().Errors.Length);
    }

    [TestMethod]
    public void An_encrypted_password_needs_a_key()
    {
        nodes["dbconf/db_password"] = Secrets.Protect("x");
        RegistryNodeReader keyless = new(null, "/");
        DatabaseReading reading = keyless.ReadDatabase("shop", Node, RegistrySnapshot.Empty.Types, SqlPolicies.BuiltIn);
        Assert.AreEqual(
            $"{Path}/dbconf/db_password: is encrypted, but no key file is configured", reading.Errors.Single().ToString());
    }

    [TestMethod]
    public void A_name_that_no_database_may_have_is_an_error_of_its_node()
    {
        DatabaseReading reading = reader.ReadDatabase("a b", Node, RegistrySnapshot.Empty.Types, SqlPolicies.BuiltIn);
        StringAssert.StartsWith(reading.Errors.Single().ToString(), "/database/db_info/a b: a database name has");
    }

    [TestMethod]
    public void A_type_has_the_quotas_of_its_node_and_the_defaults()
    {
        (TypeDefinition? type, IReadOnlyList<ConfigurationError> errors) = RegistryNodeReader.ReadType(
            "gold", """{"maxconn": 5, "disk": 6, "slowquery_duration": 1.5, "cputime": 7}"""u8.ToArray());
        Assert.AreEqual(0, errors.Count);
        Assert.AreEqual(
            new TypeDefinition
            {
                Name = "gold",
                Connections = 5,
                Disk = 6,
                SlowQueryDuration = TimeSpan.FromSeconds(1.5),
                CpuTime = TimeSpan.FromSeconds(7),
            },
            type);
    }

    [TestMethod]
    [DataRow("{", "/database/db_type/gold: is no JSON")]
    [DataRow("[]", "/database/db_type/gold: must be an object")]
    [DataRow("""{"maxcon": 1}""", "/database/db_type/gold.maxcon: unknown key, did you mean \"maxconn\"?")]
    [DataRow("""{"disk": -1}""", "/database/db_type/gold.disk: must be")]
    public void A_malformed_type_is_an_error_with_its_path(string data, string error)
    {
        (TypeDefinition? type, IReadOnlyList<ConfigurationError> errors) =
            RegistryNodeReader.ReadType("gold", Encoding.UTF8.GetBytes(data));
        Assert.IsNull(type);
        StringAssert.StartsWith(errors[0].ToString(), error);
    }

    [TestMethod]
    public void The_global_list_is_read_or_refused()
    {
        Assert.IsTrue(AddressList.TryParse(["10"], out AddressList? expected, out _));
        Assert.AreEqual(expected, RegistryNodeReader.ReadAuthedIps("""["10"]"""u8.ToArray()).List);
        (AddressList? list, IReadOnlyList<ConfigurationError> errors) = RegistryNodeReader.ReadAuthedIps("""{"a": 1}"""u8.ToArray());
        Assert.IsNull(list);
        Assert.AreEqual("/database/authed_ips: must be a list, not an object", errors.Single().ToString());
    }

    private DatabaseDefinition Read()
    {
        DatabaseReading reading = TryRead();
        Assert.AreEqual("", string.Join("; ", reading.Errors));
        return reading.Definition!;
    }

    private DatabaseReading TryRead() => reader.ReadDatabase("shop", Node, RegistrySnapshot.Empty.Types, SqlPolicies.BuiltIn);

    private ReadOnlyMemory<byte>? Node(string name) =>
        nodes.TryGetValue(name, out string? data) ? Encoding.UTF8.GetBytes(data) : (ReadOnlyMemory<byte>?)null;
}
