using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Rates;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Rig.Quiet;

/// <summary>
/// The whole proxy in memory with one client and everything on: metering, the policy "standard", a rate limit, routing to a
/// replica. Nothing between the bytes of the client and those of the server allocates but the proxy and DotNetty.
/// </summary>
internal sealed class QuietProxy : IDisposable
{
    private readonly QuietLoop loop = new();
    private readonly Gateway gateway;
    private readonly List<QuietServer> servers = [];
    private readonly QuietChannel client;
    private byte[] lastAnswer = [];

    public QuietProxy(TimeProvider time)
    {
        var registry = new TenantRegistry();
        Registry = registry;
        var settings = new GatewaySettings { Session = new Live<SessionOptions>(new SessionOptions { ServerVersion = "8.0.36-test" }) };
        gateway = new Gateway(
            registry, settings, time, NullLoggerFactory.Instance, _ => new QuietChannel(null, (channel, _) => servers.Add(new QuietServer(channel))));
        Database = Databases.Shop with
        {
            SqlPolicy = "standard",
            Limits = new LimitsDefinition { Statements = new RateLimit(1_000_000_000, 1_000_000_000) },
        };
        registry.Apply(Databases.Snapshot(Database));
        client = new QuietChannel(new IPEndPoint(IPAddress.Loopback, 40_000)) { Sent = bytes => lastAnswer = bytes.ToArray() };
        client.Pipeline.AddLast(gateway.CreateInitializer());
        loop.RegisterAsync(client);
        Run();
        byte[] scramble = RawGreeting.Parse(lastAnswer[4..]).Scramble;
        client.Deliver(Wire.Packet(1, RawLogin.Build(Databases.User, Databases.Password, Databases.Name, scramble, Wire.PlainClient)));
        Run();
        if (lastAnswer is not [_, _, _, 2, 0, ..])
            throw new InvalidOperationException("the login has failed");
        client.Sent = bytes => ReceivedBytes += bytes.Length;
    }

    public TenantRegistry Registry { get; }

    /// <summary>The entry in force at the start.</summary>
    public DatabaseDefinition Database { get; }

    public Gateway Gateway => gateway;

    public ProxySession Session => gateway.Services.Sessions.All.Single();

    public QuietChannel Client => client;

    /// <summary>Bytes that the client got since its login.</summary>
    public long ReceivedBytes { get; private set; }

    /// <summary>Statements that a server has answered.</summary>
    public int Statements => servers.Sum(static server => server.Statements);

    /// <summary>Writes to client and servers.</summary>
    public long Writes => client.Writes + servers.Sum(static server => server.Writes);

    /// <summary>Tasks of the event loop.</summary>
    public int Tasks => loop.TaskCount;

    /// <summary>The client sends bytes, and everybody goes on until nothing is left to do.</summary>
    public void Send(byte[] bytes)
    {
        client.Deliver(bytes);
        Run();
    }

    public void Dispose()
    {
        client.CloseAsync();
        Run();
        gateway.Services.Pools.CloseAll();
        Run();
        gateway.Dispose();
    }

    private void Run()
    {
        bool any = true;
        while (any)
        {
            loop.RunTasks();
            any = false;
            for (int i = 0; i < servers.Count; i++)
                any |= servers[i].Answer();
        }
    }
}
