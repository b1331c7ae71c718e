using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using RabbitMQ.Client;
using SceNettyProxy.Integration.RabbitMq;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.Integration.Tests.RabbitMq;

[TestClass]
public sealed partial class ForbidReceiverTests : ForbidReceiverTest
{
    /// <summary>As the original published it.</summary>
    private const string Shop =
        """{"shop": {"type": 1, "start": 1357000000.0, "duration": 300, "object": 10, "crud": ["ALL"], "errmsg": "quota exceeded"}}""";

    private const string Other = """{"other": {"type": 2, "object": 11, "crud": {"a": ["INSERT"]}, "errmsg": "why"}}""";
    private const string Lift = """{"shop": {"type": 0}}""";

    private static RabbitMqServer server = null!;

    private protected override RabbitMqServer Server => server;

    [ClassInitialize]
    public static async Task StartServerAsync(TestContext context) => server = await RabbitMqServer.StartAsync();

    [ClassCleanup]
    public static async Task StopServerAsync() => await server.DisposeAsync();

    [TestMethod]
    public async Task A_forbid_that_arrives_is_in_force_from_now_on_and_is_acknowledged()
    {
        ReceivingProxy proxy = await StartReceivingAsync();
        double before = ForbidDefinition.ClockOf(TimeProvider.System);
        await PublishAsync(Shop);
        await proxy.WaitForAcknowledgementsAsync();
        ForbidDefinition forbid = Registry.Find("shop")!.Forbids.Forbids.Single();
        Assert.IsGreaterThanOrEqualTo(before, forbid.Start);
        Assert.AreEqual(
            new ForbidDefinition { Kind = ForbidKind.Timed, Start = forbid.Start, Duration = 300, Reason = "quota exceeded" }, forbid);
        Assert.AreEqual(0u, await CountLeftAsync());
    }

    [TestMethod]
    public async Task A_running_forbid_is_not_extended_by_another_message()
    {
        ReceivingProxy proxy = await StartReceivingAsync();
        await PublishAsync(Shop, Shop.Replace("300", "9000", StringComparison.Ordinal));
        await proxy.WaitForLogAsync("AlreadyRunning");
        await proxy.WaitForAcknowledgementsAsync(2);
        Assert.AreEqual(300, Shared.List().Single().Forbid.Duration);
        Assert.AreEqual(0u, await CountLeftAsync());
    }

    [TestMethod]
    public async Task The_server_shows_durable_queues_with_a_lifetime_of_an_hour_and_the_type_that_was_asked_for()
    {
        await StartReceivingAsync(1);
        ReceivingProxy proxy = await StartReceivingAsync(2, options: Options with { QueueType = RabbitMqQueueType.Quorum });
        string[] queues = await server.ControlAsync("list_queues", "name", "durable", "type", "arguments");
        string classic = queues.Single(line => line.StartsWith(QueueOf(1), StringComparison.Ordinal));
        string quorum = queues.Single(line => line.StartsWith(QueueOf(2), StringComparison.Ordinal));
        StringAssert.StartsWith(classic, $"{QueueOf(1)}\ttrue\t");
        StringAssert.Contains(classic, "{\"x-message-ttl\",3600000}");
        StringAssert.Contains(classic, "{\"x-queue-type\",\"classic\"}");
        StringAssert.StartsWith(quorum, $"{QueueOf(2)}\ttrue\t");
        StringAssert.Contains(quorum, "quorum");
        StringAssert.Contains(quorum, "{\"x-message-ttl\",3600000}");
        await PublishAsync(Shop);
        await proxy.WaitForAcknowledgementsAsync();
        Assert.AreEqual(0u, await CountLeftAsync(2));
    }

    [TestMethod]
    public async Task What_is_no_forbid_is_rejected_and_logged_once_and_the_next_message_counts()
    {
        ReceivingProxy proxy = await StartReceivingAsync();
        string[] poison =
        [
            "",
            "no JSON",
            "[]",
            "{}",
            "\xFF",
            """{"shop": 3}""",
            """{"shop": {"type": 1}}""",
            """{"shop": {"type": 1, "start": 0, "duration": 0}}""",
            """{"shop": {"type": 2, "object": 11, "crud": {}}}""",
            """{"shop": {"type": 2, "errmsg": "\ud800"}}""",
            """{"a/../b": {"type": 2}}""",
            new string(' ', ForbidMessage.MaxLength) + Shop,
        ];
        await PublishAsync([.. poison, Other]);
        await proxy.WaitForAcknowledgementsAsync();
        Assert.HasCount(1, Shared.List());
        Assert.AreEqual(0u, await CountLeftAsync());
        Assert.AreEqual(poison.Length, proxy.Logger.CountOf("is no forbid, and was rejected"));
        Assert.AreEqual(1, proxy.Logger.CountOf("Forbids are received"), "the connection was kept");
    }

    [TestMethod]
    public async Task A_forbid_of_a_database_that_is_not_known_is_stored_with_a_warning()
    {
        ReceivingProxy proxy = await StartReceivingAsync();
        await PublishAsync(Shop.Replace("shop", "soon", StringComparison.Ordinal));
        await WaitForForbidsAsync(1);
        Assert.AreEqual("soon", Shared.List().Single().Database);
        Assert.AreEqual(1, proxy.Logger.CountOf("forbids in soon, which this proxy does not know"));
    }

    [TestMethod]
    public async Task A_store_that_fails_is_asked_again_and_logged_once()
    {
        ReceivingProxy proxy = await StartReceivingAsync();
        proxy.Store.Failure = "disk full";
        await PublishAsync(Shop);
        await Testing.Waiting.Eventually.HoldsAsync(() => proxy.Store.Tries >= 2, "a second try");
        proxy.Store.Failure = null;
        await proxy.WaitForAcknowledgementsAsync();
        Assert.HasCount(1, Shared.List());
        Assert.AreEqual(1, proxy.Logger.CountOf("disk full"));
        Assert.AreEqual(0u, await CountLeftAsync());
    }

    [TestMethod]
    public async Task A_proxy_that_is_not_the_master_keeps_a_message_until_it_sees_the_forbid()
    {
        ReceivingProxy proxy = await StartReceivingAsync(isMaster: false);
        await PublishAsync(Shop);
        await proxy.WaitForLookAsync();
        await proxy.WaitForLookAsync(static () => { });
        Assert.AreEqual(1u, await CountLeftAsync(), "it was not acknowledged");
        Assert.AreEqual(0, proxy.Store.Tries);

        proxy = await StartReceivingAsync(isMaster: false);
        await proxy.WaitForLookAsync();
        await Shared.SetAsync("shop", ForbidJson.ParseOrders(Encoding.ASCII.GetBytes(Shop)).Single().Forbid);
        await proxy.WaitForAcknowledgementsAsync();
        Assert.AreEqual(0u, await CountLeftAsync());
        Assert.AreEqual(0, proxy.Store.Tries);
    }

    [TestMethod]
    public async Task A_master_that_dies_between_delivery_and_storing_loses_no_forbid()
    {
        ReceivingProxy master = await StartReceivingAsync(1);
        ReceivingProxy second = await StartReceivingAsync(2, isMaster: false);
        master.Store.Failure = "it dies here";
        await PublishAsync(Shop, Other);
        await Testing.Waiting.Eventually.HoldsAsync(() => master.Store.Tries >= 2, "both are delivered to the master");
        await second.WaitForLookAsync();
        await master.DisposeAsync();
        Assert.IsEmpty(Shared.List());

        second.Membership.IsMaster = true;
        await second.WaitForAcknowledgementsAsync(2);
        Assert.HasCount(2, Shared.List());
        // Back as an ordinary proxy, it gets its own messages again, and sees them in force.
        master = await StartReceivingAsync(1, isMaster: false);
        await master.WaitForAcknowledgementsAsync(2);
        Assert.AreEqual(0u, await CountLeftAsync(1));
        Assert.AreEqual(0u, await CountLeftAsync(2));
        Assert.AreEqual(0, master.Store.Tries);
    }

    [TestMethod]
    public async Task Orders_for_one_database_keep_their_order_whoever_carries_them_out()
    {
        ReceivingProxy proxy = await StartReceivingAsync(isMaster: false);
        await PublishAsync(Shop, Lift, Other);
        await proxy.WaitForLookAsync();
        proxy.Membership.IsMaster = true;
        await proxy.WaitForAcknowledgementsAsync(3);
        Assert.AreEqual("other", Shared.List().Single().Database);
        Assert.AreEqual(0u, await CountLeftAsync());
    }

    [TestMethod]
    public async Task An_order_to_lift_is_seen_when_what_stood_then_is_gone()
    {
        await Shared.SetAsync("shop", new ForbidDefinition { Kind = ForbidKind.Permanent });
        ReceivingProxy proxy = await StartReceivingAsync(isMaster: false);
        await PublishAsync(Lift);
        await proxy.WaitForLookAsync();
        Assert.AreEqual(1u, await CountLeftAsync());
        proxy = await StartReceivingAsync(isMaster: false);
        await proxy.WaitForLookAsync();
        await Shared.LiftAsync("shop");
        await proxy.WaitForAcknowledgementsAsync();
        Assert.AreEqual(0u, await CountLeftAsync());
    }

    [TestMethod]
    public async Task What_nobody_stores_is_given_up_when_its_time_is_over()
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        ReceivingProxy proxy = await StartReceivingAsync(isMaster: false, time: time);
        await PublishAsync(Shop);
        await proxy.WaitForLookAsync();
        await proxy.WaitForLookAsync(() => time.Advance(TimeSpan.FromSeconds(299)));
        Assert.AreEqual(0, proxy.Logger.CountOf("is given up"));
        time.Advance(TimeSpan.FromSeconds(2));
        await proxy.WaitForLogAsync("is given up");
        await proxy.WaitForAcknowledgementsAsync();
        Assert.AreEqual(0u, await CountLeftAsync());
    }

    [TestMethod]
    public async Task What_is_sent_has_the_form_of_the_original_and_is_persistent()
    {
        ForbidDefinition forbid = new()
        {
            Kind = ForbidKind.Timed,
            Start = 1357000000,
            Duration = 300,
            Reason = "quota exceeded",
        };
        ForbidSendException unheard = await Assert.ThrowsExactlyAsync<ForbidSendException>(
            () => ForbidSender.SendAsync(Options, "shop", forbid, CancellationToken.None));
        Assert.AreEqual($"no proxy has a queue at the exchange {Name}", unheard.Message);

        await using IConnection connection = await ConnectAsync();
        await using IChannel channel = await connection.CreateChannelAsync();
        await ForbidTopology.DeclareQueueAsync(channel, Options, QueueOf(1), CancellationToken.None);
        await ForbidSender.SendAsync(Options, "shop", forbid, CancellationToken.None);
        BasicGetResult? message = await channel.BasicGetAsync(QueueOf(1), autoAck: true);
        Assert.AreEqual(Shop, Encoding.ASCII.GetString(message!.Body.Span));
        Assert.IsTrue(message.BasicProperties.Persistent);
        await ForbidSender.SendAsync(Options, "shop", new ForbidDefinition { Kind = ForbidKind.None }, CancellationToken.None);
        message = await channel.BasicGetAsync(QueueOf(1), autoAck: true);
        Assert.AreEqual(ForbidKind.None, ForbidJson.ParseOrders(message!.Body).Single().Forbid.Kind);
    }

    [TestMethod]
    public async Task A_wrong_password_is_told_without_the_password()
    {
        ReceivingProxy proxy = Start(options: Options with { Password = "wr0ng-secret" });
        await proxy.WaitForLogAsync("ACCESS_REFUSED");
        Assert.AreEqual(0, proxy.Logger.CountOf("wr0ng-secret"));
        Assert.IsFalse((Options with { Password = "wr0ng-secret" }).ToString().Contains("wr0ng", StringComparison.Ordinal));
        ForbidSendException refused = await Assert.ThrowsExactlyAsync<ForbidSendException>(() => ForbidSender.SendAsync(
            Options with { Password = "wr0ng-secret" }, "shop", new ForbidDefinition { Kind = ForbidKind.None }, CancellationToken.None));
        StringAssert.Contains(refused.Message, "ACCESS_REFUSED");
    }

    [TestMethod]
    public async Task A_queue_that_was_made_otherwise_is_named_once()
    {
        await using (IConnection connection = await ConnectAsync())
        {
            await using IChannel channel = await connection.CreateChannelAsync();
            await channel.QueueDeclareAsync(QueueOf(1), durable: true, exclusive: false, autoDelete: true);
        }

        ReceivingProxy proxy = Start();
        await proxy.WaitForLogAsync("PRECONDITION_FAILED");
        Assert.AreEqual(1, proxy.Logger.Lines.Count(static line => line.Level >= LogLevel.Warning));
    }

    [TestMethod]
    [DataRow("10.1.2.3", 61050, "10.1.2.3_forbid")]
    [DataRow("10.1.2.3", 61051, "10.1.2.3_61051_forbid")]
    public void A_queue_is_named_after_the_proxy(string address, int port, string queue) =>
        Assert.AreEqual(queue, ForbidTopology.QueueOf(address, port));
}
