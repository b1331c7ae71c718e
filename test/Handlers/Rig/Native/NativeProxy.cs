using System.Net;
using System.Net.Sockets;
using DotNetty.Transport.Bootstrapping;
using DotNetty.Transport.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Rates;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Tenancy.Usage;
using SceNettyProxy.Testing.Waiting;
using SceNettyProxy.Testing.Wire;
using SceNettyProxy.Transport;

namespace SceNettyProxy.Handlers.Tests.Rig.Native;

/// <summary>
/// The whole proxy with everything on, on one loop of a transport with real sockets: metering, the policy "standard", a rate limit,
/// routing to a replica.
/// </summary>
internal sealed class NativeProxy : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly ScriptedServer server = new();
    private readonly IEventLoopGroup group;
    private readonly Gateway gateway;
    private IChannel? listener;

    private NativeProxy(ITransport transport)
    {
        group = transport.CreateGroup("native", 1, []);
        var registry = new TenantRegistry();
        var settings = new GatewaySettings { Session = new Live<SessionOptions>(new SessionOptions { ServerVersion = "8.0.36-test" }) };
        gateway = new Gateway(registry, settings, TimeProvider.System, NullLoggerFactory.Instance, transport.CreateChannel);
        var endpoint = new Endpoint(IPAddress.Loopback.ToString(), server.Port);
        registry.Apply(Databases.Snapshot(Databases.Shop with
        {
            Primary = endpoint,
            Replicas = [new ReplicaDefinition(endpoint, 1)],
            SqlPolicy = "standard",
            Limits = new LimitsDefinition { Statements = new RateLimit(1_000_000_000, 1_000_000_000) },
        }));
    }

    /// <summary>What the database has used.</summary>
    public UsageTotals Usage => gateway.Services.UsageView.Find(Databases.Name)?.SinceStart ?? UsageTotals.Zero;

    private int Port => ((IPEndPoint)listener!.LocalAddress).Port;

    public static async Task<NativeProxy> StartAsync(ITransport transport)
    {
        NativeProxy proxy = new(transport);
        proxy.listener = await new ServerBootstrap()
            .Group(proxy.group)
            .ChannelFactory(() => transport.CreateServerChannel(AddressFamily.InterNetwork))
            .ChildHandler(proxy.gateway.CreateInitializer())
            .BindAsync(new IPEndPoint(IPAddress.Loopback, 0))
            .WaitAsync(Deadline);
        return proxy;
    }

    /// <summary>A client that has logged in.</summary>
    /// <param name="receiveBuffer">Bytes of the kernel's receive buffer; 0 = the system's.</param>
    public async Task<RawMySqlClient> LoginAsync(int receiveBuffer = 0)
    {
        RawMySqlClient client = await RawMySqlClient.ConnectAsync(Port, receiveBuffer);
        RawPacket answer = await client.LoginAsync(Databases.User, Databases.Password, Databases.Name, Wire.PlainClient);
        return answer.IsOk ? client : throw new InvalidOperationException($"the login has failed: {answer}");
    }

    /// <summary>What the thread of the loop has allocated so far, in bytes.</summary>
    public Task<long> AllocatedAsync() => group.GetNext().SubmitAsync(GC.GetAllocatedBytesForCurrentThread).WaitAsync(Deadline);

    /// <summary>Waits until no session is left.</summary>
    public Task EmptyAsync() => Eventually.HoldsAsync(() => gateway.SessionCount == 0, "no session is left", Deadline);

    public async ValueTask DisposeAsync()
    {
        if (listener is not null)
            await listener.CloseAsync().WaitAsync(Deadline);
        await gateway.StopAsync(CancellationToken.None).WaitAsync(Deadline);
        gateway.Dispose();
        await group.ShutdownGracefullyAsync(TimeSpan.Zero, TimeSpan.FromSeconds(5)).WaitAsync(Deadline);
        server.Dispose();
    }
}
