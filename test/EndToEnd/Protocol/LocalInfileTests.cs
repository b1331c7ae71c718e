using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.EndToEnd.Routing;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Protocol;

/// <summary>LOAD DATA LOCAL INFILE with real servers; the test is the client that has the file.</summary>
[TestClass]
public sealed class LocalInfileTests : ProxyTest
{
    private const uint LocalFiles = 0x80;

    [TestMethod]
    [RoutingRow("trap.local-infile")]
    public async Task Rows_that_the_server_refuses_are_told_as_by_itself_and_the_session_goes_on()
    {
        await TableAsync("load_keys (n INT PRIMARY KEY)");
        ProxyProcess proxy = await StartProxyAsync(Allow);
        string direct = await LoadDuplicateAsync(Cluster.Primary.Port);
        await TableAsync("load_keys (n INT PRIMARY KEY)");
        Assert.AreEqual(direct, await LoadDuplicateAsync(proxy.Port));
    }

    [TestMethod]
    public async Task A_database_that_does_not_allow_it_gets_the_servers_refusal()
    {
        await TableAsync("load_refused (n INT)");
        ProxyProcess proxy = await StartProxyAsync();
        using RawMySqlClient client = await OpenAsync(proxy.Port);
        RawPacket answer = (await client.QueryAsync("LOAD DATA LOCAL INFILE 'x' INTO TABLE load_refused"))[0];
        Assert.IsTrue(answer.IsError, answer.ToString());
        Assert.AreEqual("1", await client.QueryScalarAsync("SELECT COUNT(*) FROM whoami"));
    }

    /// <summary>The answers to three loads, as text, and what is in the table then. A duplicate key is a warning under LOCAL,
    /// a replaced row under REPLACE; a constraint is an error in the middle of the file.</summary>
    private static async Task<string> LoadDuplicateAsync(int port)
    {
        using RawMySqlClient client = await OpenAsync(port);
        byte sequence = await BeginAsync(client, "load_keys", "REPLACE");
        await client.SendPacketAsync(sequence++, "1\n2\n3\n2\n"u8.ToArray());
        await client.SendPacketAsync(sequence++, ReadOnlyMemory<byte>.Empty);
        string replaced = await AnswerAsync(client);

        sequence = await BeginAsync(client, "load_keys");
        await client.SendPacketAsync(sequence++, "3\n4\n"u8.ToArray());
        await client.SendPacketAsync(sequence++, ReadOnlyMemory<byte>.Empty);
        string ignored = await AnswerAsync(client);

        await client.QueryAsync("ALTER TABLE load_keys ADD CONSTRAINT small CHECK (n < 10)");
        sequence = await BeginAsync(client, "load_keys");
        await client.SendPacketAsync(sequence++, "5\n11\n"u8.ToArray());
        await client.SendPacketAsync(sequence++, "6\n7\n"u8.ToArray());
        await client.SendPacketAsync(sequence++, ReadOnlyMemory<byte>.Empty);
        string failed = await AnswerAsync(client);
        return $"{replaced} / {ignored} / {failed} / {await client.QueryScalarAsync("SELECT /* sce:primary */ COUNT(*) FROM load_keys")}";
    }

    private static async Task<string> AnswerAsync(RawMySqlClient client)
    {
        RawPacket answer = await client.ReadPacketAsync();
        return $"{answer.Sequence} {(answer.IsError ? answer.ToString() : Convert.ToHexString(answer.Payload))}";
    }

    /// <summary>Asks for a load; the number of the first packet of the file.</summary>
    private static async Task<byte> BeginAsync(RawMySqlClient client, string table, string mode = "")
    {
        await client.SendQueryAsync($"LOAD DATA LOCAL INFILE 'x' {mode} INTO TABLE {table}");
        RawPacket request = await client.ReadPacketAsync();
        Assert.AreEqual(0xFB, request.Payload[0], request.ToString());
        return (byte)(request.Sequence + 1);
    }

    private static void Allow(ProxyConfiguration configuration) =>
        configuration.Database("shop")["allowLocalInfile"] = true;

    private static async Task<RawMySqlClient> OpenAsync(int port)
    {
        RawMySqlClient client = await RawMySqlClient.ConnectAsync(port);
        RawPacket answer = await client.LoginAsync(
            MariaDbCluster.User, MariaDbCluster.Password, MariaDbCluster.Schema, RawLogin.DefaultCapabilities | LocalFiles);
        Assert.IsTrue(answer.IsOk, answer.ToString());
        return client;
    }

    private static async Task TableAsync(string definition)
    {
        await Cluster.AdministerAsync(ServerRole.Primary, $"CREATE OR REPLACE TABLE {MariaDbCluster.Schema}.{definition}");
        await Cluster.WaitForReplicasAsync();
    }
}
