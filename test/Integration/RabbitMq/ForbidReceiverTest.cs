using System.Text;
using RabbitMQ.Client;
using SceNettyProxy.Integration.RabbitMq;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.Integration.Tests.RabbitMq;

/// <summary>A real RabbitMQ with an exchange per test, and the store that the proxies of a test share.</summary>
public abstract class ForbidReceiverTest
{
    private readonly List<ReceivingProxy> proxies = [];

    protected ForbidReceiverTest()
    {
        Registry.Apply(new RegistrySnapshot
        {
            Databases = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(
                new[] { "shop", "other" }.Select(static name => KeyValuePair.Create(name, Database(name)))),
        });
        Shared = new MemoryForbidStore(Registry, TimeProvider.System);
    }

    private protected TenantRegistry Registry { get; } = new();

    private protected MemoryForbidStore Shared { get; }

    /// <summary>No other test has this exchange, or a queue with this name.</summary>
    private protected string Name { get; } = $"t{Guid.NewGuid():N}";

    private protected abstract RabbitMqServer Server { get; }

    private protected RabbitMqOptions Options => OptionsFor(Server.Port);

    private protected RabbitMqOptions OptionsFor(params int[] ports) => new()
    {
        Servers = [.. ports.Select(static port => new Endpoint("127.0.0.1", port))],
        User = RabbitMqServer.User,
        Password = RabbitMqServer.Password,
        Exchange = Name,
        Timeout = TimeSpan.FromSeconds(2),
        Heartbeat = TimeSpan.FromSeconds(1),
    };

    [TestCleanup]
    public async Task EndProxiesAsync()
    {
        foreach (ReceivingProxy proxy in proxies)
            await proxy.DisposeAsync();
        Shared.Dispose();
    }

    /// <param name="number">Each has a queue of its own.</param>
    private protected ReceivingProxy Start(
        int number = 1, bool isMaster = true, RabbitMqOptions? options = null, TimeProvider? time = null)
    {
        ReceivingProxy proxy = new(options ?? Options, QueueOf(number), Shared, Registry, isMaster, time);
        proxies.Add(proxy);
        return proxy;
    }

    private protected async Task<ReceivingProxy> StartReceivingAsync(
        int number = 1, bool isMaster = true, RabbitMqOptions? options = null, TimeProvider? time = null)
    {
        ReceivingProxy proxy = Start(number, isMaster, options, time);
        await proxy.WaitUntilReceivingAsync();
        return proxy;
    }

    private protected string QueueOf(int number) => $"{Name}-{number}";

    /// <summary>Any body, as anybody may publish it.</summary>
    private protected async Task PublishAsync(params string[] bodies)
    {
        await using IConnection connection = await ConnectAsync();
        await using IChannel channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        foreach (string body in bodies)
        {
            BasicProperties properties = new() { DeliveryMode = DeliveryModes.Persistent };
            await channel.BasicPublishAsync(Name, "", mandatory: true, properties, Encoding.Latin1.GetBytes(body));
        }
    }

    /// <summary>How many messages wait that nobody holds.</summary>
    private protected async Task<uint> CountWaitingAsync(int number = 1)
    {
        await using IConnection connection = await ConnectAsync();
        await using IChannel channel = await connection.CreateChannelAsync();
        return await channel.MessageCountAsync(QueueOf(number));
    }

    /// <summary>Ends the proxies and returns how many messages they have not acknowledged.</summary>
    private protected async Task<uint> CountLeftAsync(int number = 1)
    {
        foreach (ReceivingProxy proxy in proxies)
            await proxy.DisposeAsync();
        return await CountWaitingAsync(number);
    }

    /// <summary>Returns when the store holds so many forbids.</summary>
    private protected Task WaitForForbidsAsync(int count) => Testing.Waiting.Eventually.HoldsAsync(
        () => Shared.List().Count == count, $"{count} forbids", TimeSpan.FromSeconds(20));

    private protected Task<IConnection> ConnectAsync() => new ConnectionFactory
    {
        HostName = "127.0.0.1",
        Port = Server.Port,
        UserName = RabbitMqServer.User,
        Password = RabbitMqServer.Password,
    }.CreateConnectionAsync();

    private static DatabaseDefinition Database(string name) => new()
    {
        Name = name,
        Users = [new UserDefinition { Name = "u", Password = "p" }],
        ServerUser = "u",
        ServerPassword = "p",
        Schema = name,
        Primary = new Endpoint("127.0.0.1", 3306),
    };
}
