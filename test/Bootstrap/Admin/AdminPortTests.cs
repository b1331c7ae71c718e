using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using SceNettyProxy.Bootstrap.Admin;
using SceNettyProxy.Bootstrap.Listeners;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Handlers.Cancellation;
using SceNettyProxy.Tenancy.Cluster;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Testing.Network;

namespace SceNettyProxy.Bootstrap.Tests.Admin;

/// <summary>The admin port over a real socket: what others ask, and what this proxy asks others.</summary>
[TestClass]
public sealed class AdminPortTests
{
    private const string Secret = "between-proxies";
    private const int Node = 7;

    private static readonly KillOrder Order = new()
    {
        Id = (7u << 22) + 3,
        QueryOnly = true,
        Strength = KillStrength.Hard,
        Database = "shop",
        User = "app",
        IsOperator = true,
    };

    private static readonly ProxyStatus Status = new()
    {
        Name = "10.0.0.2:61050",
        Node = Node,
        IsMaster = true,
        Version = "0.1.0",
        Started = DateTimeOffset.UnixEpoch,
        Sessions = 3,
        Databases = [new DatabaseStatus("shop", 2, 1, 4, 3, 5)],
        Members = [new ProxyMember("10.0.0.2:61050", "10.0.0.2:61051", Node)],
    };

    private readonly HttpClient http = new();
    private readonly List<KillOrder> done = [];
    private readonly Live<AdminOptions> options = new(new AdminOptions
    {
        Listen = new Endpoint("127.0.0.1", FreePort.Next()),
        Secret = Secret,
    });

    private SceError? answer;
    private AdminServer server = null!;

    [TestInitialize]
    public Task StartAsync()
    {
        server = new AdminServer(options, () => Status, KillAsync, NullLogger.Instance);
        return server.StartAsync(CancellationToken.None);
    }

    [TestCleanup]
    public async Task StopAsync()
    {
        http.Dispose();
        await server.DisposeAsync();
    }

    [TestMethod]
    public async Task Health_is_told_to_everybody_and_nothing_else()
    {
        Assert.AreEqual("ok\n", await http.GetStringAsync(Url("health")));
        Assert.AreEqual(HttpStatusCode.Unauthorized, await StatusAsync("kill", "{}", secret: null));
        Assert.AreEqual(HttpStatusCode.Unauthorized, await StatusAsync("kill", "{}", secret: "between-proxiez"));
        Assert.AreEqual(HttpStatusCode.Unauthorized, await StatusAsync("kill", "{}", secret: ""));
        Assert.AreEqual(HttpStatusCode.Unauthorized, await StatusAsync("elsewhere", "{}", secret: null));
        options.Set(options.Value with { Secret = "" });
        Assert.AreEqual(HttpStatusCode.Unauthorized, await StatusAsync("kill", "{}", secret: ""));
        Assert.IsEmpty(done);
    }

    [TestMethod]
    [DataRow("kill", "", HttpStatusCode.BadRequest)]
    [DataRow("kill", "null", HttpStatusCode.BadRequest)]
    [DataRow("kill", "{\"Id\": -1, \"Database\": \"shop\", \"User\": \"app\"}", HttpStatusCode.BadRequest)]
    [DataRow("kill", "{\"Id\": 1, \"User\": \"app\"}", HttpStatusCode.BadRequest)]
    [DataRow("kill", "{\"Id\": 1, \"Database\": \"shop\", \"User\": \"app\"", HttpStatusCode.BadRequest)]
    [DataRow("killall", "{}", HttpStatusCode.NotFound)]
    public async Task What_is_not_understood_kills_nobody(string path, string body, HttpStatusCode expected)
    {
        Assert.AreEqual(expected, await StatusAsync(path, body, Secret));
        Assert.IsEmpty(done);
    }

    [TestMethod]
    public async Task A_body_that_is_too_long_is_refused()
    {
        string body = $"{{\"Id\": 1, \"Database\": \"shop\", \"User\": \"{new string('a', 70_000)}\"}}";
        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, await StatusAsync("kill", body, Secret));
        Assert.IsEmpty(done);
    }

    [TestMethod]
    public async Task A_kill_arrives_whole_and_its_answer_comes_back()
    {
        using PeerClient peers = Peers(Address);
        Assert.IsNull(await peers.KillAsync(Node, Order));
        answer = ServerErrors.NotThreadOwner(5);
        Assert.AreEqual(answer, await peers.KillAsync(Node, Order));
        KillOrder everybody = Order with { Id = null };
        Assert.AreEqual(answer, await peers.KillEverywhereAsync(everybody));
        CollectionAssert.AreEqual((KillOrder[])[Order, Order, everybody], done);
    }

    [TestMethod]
    public async Task The_status_arrives_whole()
    {
        using AdminClient client = new();
        ProxyStatus told = await client.StatusAsync(Address, Secret);
        Assert.AreEqual(JsonSerializer.Serialize(Status), JsonSerializer.Serialize(told));
        await Assert.ThrowsExactlyAsync<AdminException>(() => client.StatusAsync(Address, "another"));
    }

    [TestMethod]
    public async Task A_number_that_no_other_proxy_has_is_of_no_thread()
    {
        using PeerClient peers = Peers(Address);
        Assert.AreEqual(ServerErrors.UnknownThread(Order.Id!.Value), await peers.KillAsync(Node + 1, Order));
        Assert.AreEqual(ServerErrors.UnknownThread(Order.Id!.Value), await peers.KillAsync(1, Order), "its own");
    }

    [TestMethod]
    public async Task What_cannot_be_passed_on_is_told_to_the_killer()
    {
        SceError failed = ServerErrors.NotPassedOn("KILL", "10.0.0.2:61050");
        using (PeerClient peers = Peers(null))
            Assert.AreEqual(failed, await peers.KillAsync(Node, Order), "no admin port");
        using (PeerClient peers = Peers($"127.0.0.1:{FreePort.Next()}"))
            Assert.AreEqual(failed, await peers.KillAsync(Node, Order), "nothing listens");
        using (PeerClient peers = Peers("not an address"))
            Assert.AreEqual(failed, await peers.KillAsync(Node, Order), "no address");
        using (PeerClient peers = Peers(Address, "another"))
            Assert.AreEqual(failed, await peers.KillAsync(Node, Order), "another secret");
        using (PeerClient peers = Peers(Address, ""))
            Assert.AreEqual(failed, await peers.KillEverywhereAsync(Order), "no secret");
        Assert.IsEmpty(done);
    }

    [TestMethod]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n{\"Cod")]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{\"Cod")]
    [DataRow("SSH-2.0-nothing\r\n")]
    [DataRow("")]
    public async Task An_answer_that_is_none_is_told_to_the_killer(string bytes)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using PeerClient peers = Peers(listener.LocalEndpoint.ToString());
        Task<SceError?> told = peers.KillAsync(Node, Order);
        using (Socket socket = await listener.AcceptSocketAsync())
        {
            // Its request is read, so that the close is an orderly one.
            await socket.ReceiveAsync(new byte[4096]);
            await socket.SendAsync(Encoding.ASCII.GetBytes(bytes));
            socket.Shutdown(SocketShutdown.Both);
        }

        Assert.AreEqual(ServerErrors.NotPassedOn("KILL", "10.0.0.2:61050"), await told);
    }

    [TestMethod]
    public async Task A_port_that_is_taken_ends_the_start()
    {
        await using AdminServer second = new(options, () => Status, KillAsync, NullLogger.Instance);
        await Assert.ThrowsExactlyAsync<ListenerException>(() => second.StartAsync(CancellationToken.None));
    }

    private string Address => options.Value.Listen.ToString()!;

    private Uri Url(string path) => new($"http://{Address}/{path}");

    private Task<SceError?> KillAsync(KillOrder order)
    {
        done.Add(order);
        return Task.FromResult(answer);
    }

    private static PeerClient Peers(string? address, string secret = Secret) => new(
        new Membership(new ProxyMember("10.0.0.1:61050", null, 1), new ProxyMember("10.0.0.2:61050", address, Node)),
        new Live<AdminOptions>(new AdminOptions { Secret = secret }),
        NullLogger.Instance);

    private async Task<HttpStatusCode> StatusAsync(string path, string body, string? secret)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, Url(path)) { Content = new StringContent(body) };
        if (secret is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using HttpResponseMessage response = await http.SendAsync(request);
        return response.StatusCode;
    }

    private sealed class Membership(params ProxyMember[] members) : IMembership
    {
        public event Action? Changed
        {
            add { }
            remove { }
        }

        public bool IsMaster => false;

        public ProxyMember Self => members[0];

        public ImmutableArray<ProxyMember> Members { get; } = [.. members];
    }
}
