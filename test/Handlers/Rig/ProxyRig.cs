using System.Net;
using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using Microsoft.Extensions.Time.Testing;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Frontend.Tls;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Policies;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Handlers.Tests.Rig;

/// <summary>
/// The whole proxy in memory: the real gateway with its pipelines, pools and dialer, between clients and servers that the
/// test plays, on loops and a clock that the test turns.
/// </summary>
internal sealed class ProxyRig
{
    private const int MaxRounds = 100_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly List<TestLoop> loops = [];
    private readonly List<WireChannel> channels = [];
    private readonly Dictionary<Endpoint, FakeServer> servers = [];
    private readonly Queue<Action> offloaded = new();

    /// <summary>Clients whose bytes are packets, with their sessions.</summary>
    private readonly List<(WireChannel Channel, ProxySession? Session)> plainClients = [];
    private bool hasOtherClients;
    private readonly IChannelHandler initializer;
    private bool isStopped;

    public ProxyRig(bool pooled = true)
    {
        Buffers = new BufferLedger(pooled ? PooledByteBufferAllocator.Default : UnpooledByteBufferAllocator.Default);
        Gateway = new Gateway(
            Registry,
            Settings,
            Time,
            Log,
            _ => Opened(new WireChannel(Buffers, null, OnConnect)));
        Gateway.Services.Offload = offloaded.Enqueue;
        Gateway.UseOffload(offloaded.Enqueue);
        initializer = Gateway.CreateInitializer();
        Loop = NewLoop();
        Primary = Server(Databases.PrimaryEndpoint);
        Replica = Server(Databases.ReplicaEndpoint);
        SecondReplica = Server(Databases.SecondReplicaEndpoint);
        Apply(Databases.Shop);
    }

    /// <summary>What runs off the loops waits.</summary>
    public bool HoldsOffloaded { get; set; }

    /// <summary>How much of it has been started since the start.</summary>
    public int OffloadedCount { get; private set; }

    public FakeTimeProvider Time { get; } = new();

    public BufferLedger Buffers { get; }

    public TenantRegistry Registry { get; } = new();

    public GatewaySettings Settings { get; } =
        new() { Session = new Live<SessionOptions>(new SessionOptions { ServerVersion = "8.0.36-test" }) };

    public Live<SessionOptions> Session => Settings.Session;

    public Live<PoolOptions> Pool => Settings.Pool;

    public Live<AdminOptions> Admin => Settings.Admin;

    public Live<SqlPolicies> Policies => Settings.Policies;

    /// <summary>What the proxy has logged.</summary>
    public RecordingLogger Log { get; } = new();

    public Gateway Gateway { get; }

    public ProxyServices Services => Gateway.Services;

    /// <summary>What was counted.</summary>
    public IUsageView Usage => Services.UsageView;

    /// <summary>The loop of clients that name none.</summary>
    public TestLoop Loop { get; }

    public FakeServer Primary { get; }

    public FakeServer Replica { get; }

    public FakeServer SecondReplica { get; }

    public EndpointPool PrimaryPool => PoolOf(Databases.PrimaryEndpoint);

    public EndpointPool ReplicaPool => PoolOf(Databases.ReplicaEndpoint);

    public TestLoop NewLoop()
    {
        var loop = new TestLoop(Time);
        loops.Add(loop);
        return loop;
    }

    /// <summary>Puts these entries in force, and no others; anybody may connect.</summary>
    public void Apply(params DatabaseDefinition[] definitions) => Apply(Databases.Snapshot(definitions));

    public void Apply(RegistrySnapshot snapshot)
    {
        Registry.Apply(snapshot);
        Run();
    }

    /// <summary>A client connects; the greeting is out when this returns, where the listener sends one at once.</summary>
    public TestClient Connect(string address = "127.0.0.1", TestLoop? loop = null, ListenerSettings? listener = null)
    {
        WireChannel channel = Opened(new WireChannel(Buffers, new IPEndPoint(IPAddress.Parse(address), 40_000)));
        channel.Pipeline.AddLast(listener is null ? initializer : Gateway.CreateInitializer(listener));
        Tasks.Observe((loop ?? Loop).RegisterAsync(channel));
        ProxySession? session = null;
        Run(() => session ??= Services.Sessions.All.FirstOrDefault(candidate => candidate.Channel == channel));
        if (listener is null or { Tls: TlsMode.Off, RequiresProxyHeader: false })
            plainClients.Add((channel, session));
        else
            hasOtherClients = true;
        return new TestClient(this, channel, session!);
    }

    /// <summary>A client that has logged in.</summary>
    public TestClient LoggedIn(uint capabilities = Wire.PlainClient, TestLoop? loop = null) =>
        Connect(loop: loop).LogIn(capabilities: capabilities);

    /// <summary>Runs all loops until none has anything to do.</summary>
    public void Run() => Run(static () => { });

    /// <summary>Runs all loops again and again, where something off them has to be waited for.</summary>
    public void RunUntil(Func<bool> condition, string what)
    {
        bool holds = SpinWait.SpinUntil(
            () =>
            {
                Run();
                return condition();
            },
            Deadline);
        Assert.IsTrue(holds, what);
    }

    /// <summary>Lets time pass, then runs all loops.</summary>
    public void Advance(TimeSpan time)
    {
        Time.Advance(time);
        Run();
    }

    /// <summary>Stops the gateway; the task is done when no session is left or the time is over.</summary>
    public Task StopAsync()
    {
        isStopped = true;
        return Gateway.StopAsync(CancellationToken.None);
    }

    /// <summary>Everybody leaves. Nothing may be left of any session then: no channel, no connection, no count, no
    /// buffer.</summary>
    public void AssertNothingLeft()
    {
        foreach (WireChannel channel in channels.ToArray())
        {
            channel.ResumePeer();
            if (channel.Open && channel.Registered)
                channel.EventLoop.Execute(() => Tasks.Observe(channel.CloseAsync()));
        }

        Run();
        EndpointPool[] pools = [.. Services.Pools.All];
        if (!isStopped)
            Services.Pools.CloseAll();
        Run();
        Gateway.Dispose();
        AssertUsage();
        foreach (ServerConnection connection in servers.Values.SelectMany(static server => server.Connections))
            connection.Dispose();
        Assert.AreEqual(0, Gateway.SessionCount, "sessions");
        Assert.AreEqual(0, Services.LoginLimits.Sessions, "counted sessions");
        Assert.AreEqual(0, Services.LoginLimits.Unauthenticated, "counted logins");
        Assert.AreEqual(0, Services.HeldBudget.Held, "bytes held");
        foreach (EndpointPool pool in pools)
            Assert.AreEqual((0, 0, 0), (pool.OpenCount, pool.IdleCount, pool.WaitingCount), $"connections to {pool.Endpoint}");
        Assert.AreEqual((0, 0), (Services.Kills.OpenCount, Services.Kills.WaitingCount), "kills");
        Assert.IsEmpty(channels.Where(static channel => channel.Open), "open channels");
        Assert.AreEqual(0, loops.Sum(static loop => loop.ScheduledCount), "deadlines");
        Buffers.AssertAllReleased();
    }

    /// <summary>Whatever happened: nobody is connected any more, and every byte of a packet was counted once.</summary>
    private void AssertUsage()
    {
        foreach (UsageDatabase database in Services.Usage.Databases)
            Assert.AreEqual((0L, 0L), (database.Connections, database.Backends), $"connections of '{database.Name}'");
        if (hasOtherClients || plainClients.Exists(static client => client.Session is not { Compression: null }))
            return;
        IReadOnlyList<UsageSnapshot> all = Usage.All();
        Assert.AreEqual(
            plainClients.Sum(static client => client.Channel.ReadBytes), all.Sum(static one => one.SinceStart.BytesIn), "bytes in");
        Assert.AreEqual(
            plainClients.Sum(static client => client.Channel.SentBytes), all.Sum(static one => one.SinceStart.BytesOut), "bytes out");
    }

    private void Run(Action betweenRounds)
    {
        for (int round = 0; round < MaxRounds; round++)
        {
            bool any = false;
            foreach (TestLoop loop in loops)
            {
                any |= loop.RunPending();
                betweenRounds();
            }

            if (!HoldsOffloaded && offloaded.TryDequeue(out Action? work))
            {
                any = true;
                OffloadedCount++;
                work();
            }

            if (!any)
                return;
        }

        Assert.Fail("The loops do not come to rest.");
    }

    private FakeServer Server(Endpoint endpoint) => servers[endpoint] = new FakeServer(this, endpoint);

    private EndpointPool PoolOf(Endpoint endpoint) => Services.Pools.All.Single(pool => pool.Endpoint == endpoint);

    private WireChannel Opened(WireChannel channel)
    {
        channels.Add(channel);
        return channel;
    }

    private void OnConnect(WireChannel channel, IPEndPoint address) =>
        servers[new Endpoint(address.Address.ToString(), address.Port)].OnConnect(channel);
}
