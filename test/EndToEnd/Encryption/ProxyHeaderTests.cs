using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing.Network;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Encryption;

/// <summary>PROXY headers from clients, and what the address in them is used for.</summary>
[TestClass]
public sealed class ProxyHeaderTests : ProxyTest
{
    private const int AddressNotAllowed = 2911;
    private const int TooManyConnections = 1040;

    private static readonly byte[] Signature = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    [TestMethod]
    [DataRow("PROXY TCP4 203.0.113.7 127.0.0.1 40000 3306\r\n")]
    [DataRow("PROXY TCP6 2001:db8::7 ::1 40000 3306\r\n")]
    public async Task The_whitelist_counts_for_the_address_of_the_header(string header)
    {
        var proxy = await this.StartAsync();
        using var stranger = await RawMySqlClient.ConnectAsync(proxy.Port);
        await stranger.SendInPiecesAsync(Encoding.ASCII.GetBytes(header), 5);
        var answer = await stranger.LoginAsync(MariaDbCluster.User, MariaDbCluster.Password, MariaDbCluster.Schema);
        Assert.AreEqual(AddressNotAllowed, answer.ErrorCode);
        Assert.Contains(header.Split(' ')[2], answer.ErrorMessage);
        await proxy.WaitForLogAsync($"address {header.Split(' ')[2]}");

        using var known = await RawMySqlClient.ConnectAsync(proxy.Port);
        await known.SendBytesAsync(Encoding.ASCII.GetBytes(header.Replace("203.0.113.7", "198.51.100.1").Replace("2001:db8::7", "2001:db8::1")));
        Assert.IsTrue((await known.LoginAsync(MariaDbCluster.User, MariaDbCluster.Password, MariaDbCluster.Schema)).IsOk);
        Assert.AreEqual("1", await known.QueryScalarAsync("SELECT COUNT(*) FROM whoami"));
    }

    [TestMethod]
    public async Task Version_2_counts_as_well_and_LOCAL_keeps_the_address_of_the_socket()
    {
        var proxy = await this.StartAsync();
        using var stranger = await RawMySqlClient.ConnectAsync(proxy.Port);
        await stranger.SendBytesAsync((byte[])[.. Signature, 0x21, 0x11, 0, 12, 203, 0, 113, 7, 127, 0, 0, 1, 1, 1, 2, 2]);
        var answer = await stranger.LoginAsync(MariaDbCluster.User, MariaDbCluster.Password, MariaDbCluster.Schema);
        Assert.AreEqual(AddressNotAllowed, answer.ErrorCode);
        Assert.Contains("203.0.113.7", answer.ErrorMessage);

        using var local = await RawMySqlClient.ConnectAsync(proxy.Port);
        await local.SendBytesAsync((byte[])[.. Signature, 0x20, 0, 0, 0]);
        answer = await local.LoginAsync(MariaDbCluster.User, MariaDbCluster.Password, MariaDbCluster.Schema);
        Assert.AreEqual(AddressNotAllowed, answer.ErrorCode);
        Assert.Contains("127.0.0.1", answer.ErrorMessage);
    }

    [TestMethod]
    public async Task Nothing_is_said_before_the_header_and_nothing_without_one()
    {
        var proxy = await this.StartAsync();
        using var silent = await RawMySqlClient.ConnectAsync(proxy.Port);
        await silent.SendBytesAsync("PROXY TCP4 "u8.ToArray());
        foreach (var garbage in new[] { "GET / HTTP/1.1\r\n", "PROXY TCP4 nonsense\r\n", "\r\n\r\n\0\r\nQUIX" })
        {
            using var client = await RawMySqlClient.ConnectAsync(proxy.Port);
            await client.SendBytesAsync(Encoding.ASCII.GetBytes(garbage));
            await Assert.ThrowsAsync<Exception>(client.ReadGreetingAsync, "no packet, but an end");
        }

        await proxy.WaitForLogAsync("Login refused");
        await silent.SendBytesAsync("198.51.100.1 127.0.0.1 1 1\r\n"u8.ToArray());
        Assert.IsTrue((await silent.LoginAsync(MariaDbCluster.User, MariaDbCluster.Password, MariaDbCluster.Schema)).IsOk);
    }

    [TestMethod]
    public async Task A_header_that_never_comes_is_closed_at_the_deadline_without_a_word()
    {
        var proxy = await this.StartAsync(configuration => configuration.Proxy["session"] = new JsonObject { ["loginTimeout"] = 1 });
        using var client = await RawMySqlClient.ConnectAsync(proxy.Port);
        await Assert.ThrowsAsync<Exception>(client.ReadGreetingAsync, "no packet, but an end");
        await proxy.WaitForLogAsync("deadline");
    }

    [TestMethod]
    public async Task A_proxy_that_is_not_trusted_is_closed()
    {
        var proxy = await this.StartAsync(
            configuration => configuration.Proxy["listeners"]![0]!["trustedProxies"] = new JsonArray("192.0.2.1"));
        using var client = await RawMySqlClient.ConnectAsync(proxy.Port);
        Assert.IsTrue(await client.WaitForCloseAsync(TimeSpan.FromSeconds(10)));
        await proxy.WaitForLogAsync("no trusted proxy");
    }

    [TestMethod]
    public async Task Sessions_are_limited_per_address_of_the_header_and_in_all_before_it()
    {
        var proxy = await this.StartAsync(configuration => configuration.Proxy["session"] = new JsonObject
        {
            ["maxUnauthenticatedPerAddress"] = 2,
            ["maxUnauthenticated"] = 4,
        });
        var clients = new List<RawMySqlClient>();
        try
        {
            for (var i = 0; i < 2; i++)
                (await this.GreetedAsync(proxy, "198.51.100.1", clients)).ToString();
            var third = await this.ConnectAsync(proxy, "198.51.100.1", clients);
            Assert.AreEqual(TooManyConnections, (await third.ReadPacketAsync()).ErrorCode);
            Assert.IsTrue(await third.WaitForCloseAsync(TimeSpan.FromSeconds(10)));
            await this.GreetedAsync(proxy, "198.51.100.2", clients);
            // The fourth has not sent its header; there is no room for a fifth. Which of the two is which, their event loops decide.
            clients.Add(await RawMySqlClient.ConnectAsync(proxy.Port));
            clients.Add(await RawMySqlClient.ConnectAsync(proxy.Port));
            var closed = await Task.WhenAll(clients[^2..].Select(client => client.WaitForCloseAsync(TimeSpan.FromSeconds(5))));
            Assert.AreEqual(1, closed.Count(static isClosed => isClosed));
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    [TestMethod]
    public async Task TLS_compression_and_a_header_work_together()
    {
        using var files = new CertificateFolder();
        var proxy = await this.StartAsync(configuration => files.Use(configuration, "required"));
        using var relay = HeaderRelay.Start(proxy.Port, "PROXY TCP4 198.51.100.1 127.0.0.1 40000 3306\r\n");
        var settings = MariaDbCluster.ConnectionString(relay.Port);
        settings.UseCompression = true;
        settings.SslMode = MySqlSslMode.VerifyCA;
        settings.SslCa = files.RootFile;
        await CompressionTests.AssertBigDataAsync(settings.ConnectionString);
    }

    private async Task<RawMySqlClient> ConnectAsync(ProxyProcess proxy, string address, List<RawMySqlClient> clients)
    {
        var client = await RawMySqlClient.ConnectAsync(proxy.Port);
        clients.Add(client);
        await client.SendBytesAsync(Encoding.ASCII.GetBytes($"PROXY TCP4 {address} 127.0.0.1 40000 3306\r\n"));
        this.TestContext.WriteLine("A client from {0}", address);
        return client;
    }

    private async Task<RawGreeting> GreetedAsync(ProxyProcess proxy, string address, List<RawMySqlClient> clients) =>
        await (await this.ConnectAsync(proxy, address, clients)).ReadGreetingAsync();

    /// <summary>Only 198.51.100.1 and 2001:db8::1 may log in, and loopback is the trusted proxy.</summary>
    private Task<ProxyProcess> StartAsync(Action<ProxyConfiguration>? change = null) => this.StartProxyAsync(configuration =>
    {
        var listener = configuration.Proxy["listeners"]![0]!;
        listener["proxyProtocol"] = "required";
        listener["trustedProxies"] = new JsonArray("127.0.0.1");
        configuration.Databases["authedIps"] = new JsonArray("198.51.100.1", "2001:db8::1");
        change?.Invoke(configuration);
    });

    /// <summary>A load balancer: puts a header in front of every connection and relays it.</summary>
    private sealed class HeaderRelay : IDisposable
    {
        private readonly TcpListener listener;

        private HeaderRelay(TcpListener listener) => this.listener = listener;

        public int Port => ((IPEndPoint)this.listener.LocalEndpoint).Port;

        public static HeaderRelay Start(int port, string header)
        {
            var relay = new HeaderRelay(new TcpListener(IPAddress.Loopback, FreePort.Next()));
            relay.listener.Start();
            _ = relay.AcceptAsync(port, header);
            return relay;
        }

        public void Dispose() => this.listener.Dispose();

        private static async Task RelayAsync(TcpClient client, int port, string header)
        {
            using (client)
            using (var server = new TcpClient())
            {
                await server.ConnectAsync(IPAddress.Loopback, port);
                await server.GetStream().WriteAsync(Encoding.ASCII.GetBytes(header));
                await Task.WhenAny(
                    client.GetStream().CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(client.GetStream()));
            }
        }

        private async Task AcceptAsync(int port, string header)
        {
            try
            {
                while (true)
                    _ = RelayAsync(await this.listener.AcceptTcpClientAsync(), port, header);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Disposed.
            }
        }
    }
}
