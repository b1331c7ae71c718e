using System.Text.Json.Nodes;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Faults;

/// <summary>Clients that log in badly, or not at all.</summary>
[TestClass]
public sealed class LoginFaultTests : ProxyTest
{
    private const int BadHandshake = 1043;
    private const int PacketTooLarge = 1153;
    private const int OutOfOrder = 1156;
    private const int TooManyConnections = 1040;

    [TestMethod]
    public async Task A_login_packet_that_never_ends_is_closed_at_the_deadline()
    {
        var proxy = await this.StartProxyAsync(WithShortLogin);
        using var client = await RawMySqlClient.ConnectAsync(proxy.Port);
        await client.ReadGreetingAsync();
        await client.SendBytesAsync((byte[])[100, 0, 0, 1, 0x85, 0xA6]);
        Assert.IsTrue(await client.WaitForCloseAsync(TimeSpan.FromSeconds(10)));
        await AssertServesAsync(proxy);
    }

    [TestMethod]
    public async Task A_client_that_says_nothing_is_closed_at_the_deadline()
    {
        var proxy = await this.StartProxyAsync(WithShortLogin);
        using var client = await RawMySqlClient.ConnectAsync(proxy.Port);
        await client.ReadGreetingAsync();
        Assert.IsTrue(await client.WaitForCloseAsync(TimeSpan.FromSeconds(10)));
        await AssertServesAsync(proxy);
    }

    [TestMethod]
    public async Task A_login_packet_cut_off_at_any_field_is_a_bad_handshake()
    {
        var proxy = await this.StartProxyAsync();
        // Behind the 32 fixed bytes: the user, the password's answer, the database. A cut in the plugin's name may pass.
        var whole = RawLogin.Build(MariaDbCluster.User, MariaDbCluster.Password, MariaDbCluster.Schema, new byte[20]);
        foreach (var length in new[] { 0, 1, 3, 4, 31, 32, 34, 36, 37, 50, 56, 58 })
        {
            Assert.IsLessThan(whole.Length, length);
            using var client = await RawMySqlClient.ConnectAsync(proxy.Port);
            await client.ReadGreetingAsync();
            await client.SendPacketAsync(1, whole.AsMemory(0, length));
            await AssertEndsWithAsync(client, BadHandshake);
        }

        await AssertServesAsync(proxy);
    }

    [TestMethod]
    public async Task A_connection_closed_in_the_middle_of_the_login_harms_nobody()
    {
        var proxy = await this.StartProxyAsync();
        await AssertServesAsync(proxy);
        var before = proxy.OpenDescriptors;
        for (var round = 0; round < 50; round++)
        {
            using var client = await RawMySqlClient.ConnectAsync(proxy.Port);
            await client.ReadGreetingAsync();
            await client.SendBytesAsync((byte[])[100, 0, 0, 1, 0x85]);
            if (round % 2 == 0)
                client.Reset();
        }

        await AssertServesAsync(proxy);
        await Eventually.HoldsAsync(() => proxy.OpenDescriptors <= before + 5, "the descriptors of the lost clients are closed");
    }

    [TestMethod]
    public async Task A_login_packet_over_64_KB_is_refused()
    {
        var proxy = await this.StartProxyAsync();
        using var client = await RawMySqlClient.ConnectAsync(proxy.Port);
        await client.ReadGreetingAsync();
        await client.SendPacketAsync(1, new byte[(64 * 1024) + 1]);
        await AssertEndsWithAsync(client, PacketTooLarge);
        await AssertServesAsync(proxy);
    }

    [TestMethod]
    public async Task A_login_packet_with_a_wrong_sequence_number_is_out_of_order()
    {
        var proxy = await this.StartProxyAsync();
        using var client = await RawMySqlClient.ConnectAsync(proxy.Port);
        var greeting = await client.ReadGreetingAsync();
        await client.SendPacketAsync(5, RawLogin.Build(MariaDbCluster.User, MariaDbCluster.Password, MariaDbCluster.Schema, greeting.Scramble));
        await AssertEndsWithAsync(client, OutOfOrder);
    }

    [TestMethod]
    public async Task Garbage_ends_the_connection_and_nothing_else()
    {
        var proxy = await this.StartProxyAsync(WithShortLogin);
        var random = new Random(11);
        for (var round = 0; round < 30; round++)
        {
            using var client = await RawMySqlClient.ConnectAsync(proxy.Port);
            await client.ReadGreetingAsync();
            var garbage = new byte[random.Next(1, 5000)];
            random.NextBytes(garbage);
            await client.SendBytesAsync(garbage);
            Assert.IsTrue(await client.WaitForCloseAsync(TimeSpan.FromSeconds(10)), $"Round {round}: still open");
        }

        await AssertServesAsync(proxy);
    }

    [TestMethod]
    public async Task A_web_browser_is_turned_away()
    {
        var proxy = await this.StartProxyAsync(WithShortLogin);
        using var client = await RawMySqlClient.ConnectAsync(proxy.Port);
        await client.SendBytesAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        Assert.IsTrue(await client.WaitForCloseAsync(TimeSpan.FromSeconds(10)));
        await AssertServesAsync(proxy);
    }

    [TestMethod]
    public async Task A_login_byte_by_byte_is_a_login()
    {
        var proxy = await this.StartProxyAsync();
        using var client = await RawMySqlClient.ConnectAsync(proxy.Port);
        var greeting = await client.ReadGreetingAsync();
        var login = RawLogin.Build(MariaDbCluster.User, MariaDbCluster.Password, MariaDbCluster.Schema, greeting.Scramble);
        await client.SendInPiecesAsync(RawMySqlClient.Frame(1, login), 1);
        var answer = await client.ReadPacketAsync();
        Assert.IsTrue(answer.IsOk, answer.ToString());
        Assert.AreEqual(2, answer.Sequence);
    }

    [TestMethod]
    public async Task Too_many_logins_in_flight_from_one_address_get_1040()
    {
        var proxy = await this.StartProxyAsync(configuration =>
            configuration.Proxy["session"] = new JsonObject { ["maxUnauthenticatedPerAddress"] = 3 });
        var waiting = new List<RawMySqlClient>();
        try
        {
            for (var number = 0; number < 3; number++)
            {
                waiting.Add(await RawMySqlClient.ConnectAsync(proxy.Port));
                await waiting[^1].ReadGreetingAsync();
            }

            using var refused = await RawMySqlClient.ConnectAsync(proxy.Port);
            await AssertEndsWithAsync(refused, TooManyConnections);
        }
        finally
        {
            waiting.ForEach(client => client.Dispose());
        }

        await Eventually.HoldsAsync(() => CanServeAsync(proxy), "a client is served when the others have gone");
    }

    [TestMethod]
    public async Task Too_many_sessions_get_1040()
    {
        var proxy = await this.StartProxyAsync(configuration =>
            configuration.Proxy["session"] = new JsonObject { ["maxSessions"] = 2 });
        using var first = await OpenAsync(proxy);
        using var second = await OpenAsync(proxy);
        using var refused = await RawMySqlClient.ConnectAsync(proxy.Port);
        await AssertEndsWithAsync(refused, TooManyConnections);
        Assert.AreEqual("1", await first.QueryScalarAsync("SELECT 1"));
    }

    [TestMethod]
    [DataRow("app", "wrong", "shop", 2904)]
    [DataRow("nobody", "app-secret", "shop", 2904)]
    [DataRow("app", "", "shop", 2904)]
    [DataRow("nobody", "app-secret", "nosuch", 2902)]
    public async Task A_refused_login_has_its_code(string user, string password, string database, int code)
    {
        var proxy = await this.StartProxyAsync();
        using var client = await RawMySqlClient.ConnectAsync(proxy.Port);
        var answer = await client.LoginAsync(user, password, database);
        Assert.AreEqual(code, answer.IsError ? answer.ErrorCode : 0, answer.ToString());
        Assert.AreEqual($"SCE{code - 2900:00}", answer.SqlState);
        if (code == 2904)
            Assert.AreEqual($"Access denied for user '{user}'@'127.0.0.1' (using password: {(password.Length > 0 ? "YES" : "NO")})", answer.ErrorMessage);
        Assert.IsTrue(await client.WaitForCloseAsync(TimeSpan.FromSeconds(5)));
    }

    [TestMethod]
    public async Task A_disabled_database_and_a_foreign_address_have_their_codes()
    {
        var proxy = await this.StartProxyAsync(configuration => configuration.Database("shop")["disabled"] = true);
        Assert.AreEqual(2912, await LoginErrorAsync(proxy));
        proxy.Configuration.Databases["authedIps"] = new JsonArray("10.11");
        proxy.RewriteDatabases();
        await Eventually.HoldsAsync(async () => await LoginErrorAsync(proxy) == 2911, "the new address list counts");
        proxy.Configuration.Database("shop")["disabled"] = false;
        proxy.Configuration.Database("shop")["authedIps"] = new JsonArray("127.0.0.0/8");
        proxy.RewriteDatabases();
        await Eventually.HoldsAsync(() => CanServeAsync(proxy), "the database's own list admits");
    }

    private static async Task<int> LoginErrorAsync(ProxyProcess proxy)
    {
        using var client = await RawMySqlClient.ConnectAsync(proxy.Port);
        var answer = await client.LoginAsync(MariaDbCluster.User, MariaDbCluster.Password, MariaDbCluster.Schema);
        return answer.IsError ? answer.ErrorCode : 0;
    }

    private static async Task<bool> CanServeAsync(ProxyProcess proxy)
    {
        try
        {
            await AssertServesAsync(proxy);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static void WithShortLogin(ProxyConfiguration configuration) =>
        configuration.Proxy["session"] = new JsonObject { ["loginTimeout"] = 1 };
}
