using System.Text;
using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Integration.ZooKeeper;
using SceNettyProxy.Integration.ZooKeeper.Client;
using SceNettyProxy.Testing.Network;
using Eventually = SceNettyProxy.Testing.Waiting.Eventually;

namespace SceNettyProxy.Integration.Tests.ZooKeeper.Client;

/// <summary>Servers that are late, silent, wrong or not there.</summary>
[TestClass]
public sealed class BadServerTests
{
    private readonly ClientRig rig = new();

    [TestCleanup]
    public async Task DisconnectAsync() => await rig.DisposeAsync();

    [TestMethod]
    public async Task An_answer_that_is_late_costs_the_connection_and_is_nobody_elses()
    {
        var late = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using FakeZooKeeper server = FakeZooKeeper.Start(async (connection, xid, _) =>
        {
            if (connection.Number == 1)
                await late.Task;
            await connection.AnswerDataAsync(xid, connection.Number == 1 ? 'L' : 'N');
        });
        ZooKeeperClient client = await rig.ConnectAsync(Options(server) with { RequestTimeout = TimeSpan.FromMilliseconds(300) });
        ZooKeeperException error = await FailAsync(client.GetDataAsync("/a"));
        Assert.AreEqual(ZooKeeperError.OperationTimeout, error.Error);
        Assert.IsTrue(error.IsOutcomeUnknown);
        late.SetResult();
        // 'L' is on its way, or was written to the connection that is closed.
        NodeData data = await client.GetDataAsync("/b");
        Assert.AreEqual("N", Encoding.ASCII.GetString(data.Data));
        Assert.AreEqual(2, server.ConnectionCount);
    }

    [TestMethod]
    public async Task Requests_behind_one_that_is_overdue_may_have_been_done()
    {
        await using FakeZooKeeper server = FakeZooKeeper.Start((_, _, _) => Task.CompletedTask);
        ZooKeeperClient client = await rig.ConnectAsync(Options(server) with { RequestTimeout = TimeSpan.FromMilliseconds(300) });
        Task<NodeData>[] requests = [client.GetDataAsync("/a"), client.GetDataAsync("/b")];
        Assert.AreEqual(ZooKeeperError.OperationTimeout, (await FailAsync(requests[0])).Error);
        ZooKeeperException second = await FailAsync(requests[1]);
        Assert.AreEqual(ZooKeeperError.ConnectionLoss, second.Error);
        Assert.IsTrue(second.IsOutcomeUnknown);
    }

    [TestMethod]
    public async Task An_answer_out_of_order_ends_the_connection()
    {
        await using FakeZooKeeper server = FakeZooKeeper.Start(
            (connection, xid, _) => connection.AnswerDataAsync(connection.Number == 1 ? xid + 1 : xid, 'x'));
        ZooKeeperClient client = await rig.ConnectAsync(Options(server));
        Assert.AreEqual(ZooKeeperError.MarshallingError, (await FailAsync(client.GetDataAsync("/a"))).Error);
        await client.GetDataAsync("/a");
        Assert.AreEqual(2, server.ConnectionCount);
    }

    [TestMethod]
    [DataRow("HTTP/1.1 400 Bad Request\r\n\r\n", DisplayName = "a frame of 1.2 GB that nothing asked for")]
    [DataRow("\u007f\u007f\u007f", DisplayName = "three bytes, and silence")]
    [DataRow("\0\0\0\u0004abcd", DisplayName = "a frame shorter than a header")]
    public async Task Garbage_ends_the_connection(string garbage)
    {
        await using FakeZooKeeper server = FakeZooKeeper.Start((connection, xid, _) => connection.Number == 1
            ? connection.SendAsync(Encoding.ASCII.GetBytes(garbage))
            : connection.AnswerDataAsync(xid, 'x'));
        ZooKeeperClient client = await rig.ConnectAsync(Options(server) with { RequestTimeout = TimeSpan.FromMilliseconds(500) });
        Assert.IsTrue((await FailAsync(client.GetDataAsync("/a"))).IsOutcomeUnknown);
        await client.GetDataAsync("/a");
        Assert.AreEqual(2, server.ConnectionCount);
    }

    [TestMethod]
    public async Task An_answer_that_ends_too_early_fails_its_request_and_the_connection()
    {
        await using FakeZooKeeper server = FakeZooKeeper.Start((connection, xid, _) => connection.Number == 1
            ? connection.AnswerAsync(xid, 0, 0, 0, 0, 9)
            : connection.AnswerDataAsync(xid, 'x'));
        ZooKeeperClient client = await rig.ConnectAsync(Options(server));
        Assert.AreEqual(ZooKeeperError.MarshallingError, (await FailAsync(client.GetDataAsync("/a"))).Error);
        await client.GetDataAsync("/a");
    }

    [TestMethod]
    public async Task A_user_that_is_refused_ends_the_client()
    {
        await using FakeZooKeeper server = FakeZooKeeper.Start(
            (connection, xid, type) => connection.AnswerAsync(xid, type == FakeZooKeeper.Auth ? -115 : 0));
        ZooKeeperClient client = rig.Start(Options(server) with { Digest = "sce:secret" });
        await ClientRig.WaitForAsync(client, ZooKeeperState.AuthFailed);
        Assert.AreEqual(ZooKeeperError.AuthFailed, (await FailAsync(client.GetDataAsync("/a"))).Error);
        Assert.AreEqual(1, rig.Log.CountOf("refused the user"));
        Assert.AreEqual(0, rig.Log.CountOf("secret"));
    }

    [TestMethod]
    public async Task Servers_that_are_not_there_or_silent_are_passed_over()
    {
        string good = (await SharedZooKeeper.GetAsync()).Address;
        await using TestRelay silent = TestRelay.Start((await SharedZooKeeper.GetAsync()).Port);
        silent.ToServer.Pause();
        ZooKeeperClient client = await rig.ConnectAsync(new ZooKeeperOptions
        {
            Servers = [$"127.0.0.1:{FreePort.Next()}", $"127.0.0.1:{silent.Port}", "no-such-host.invalid", good],
            ConnectTimeout = TimeSpan.FromMilliseconds(300),
        });
        Assert.IsNotNull(await client.ExistsAsync("/"));
    }

    [TestMethod]
    public async Task A_request_without_a_server_is_given_up_and_was_not_done()
    {
        ZooKeeperClient client = rig.Start(new ZooKeeperOptions
        {
            Servers = [$"127.0.0.1:{FreePort.Next()}"],
            RequestTimeout = TimeSpan.FromMilliseconds(200),
        });
        ZooKeeperException error = await FailAsync(client.CreateAsync("/a", default));
        Assert.AreEqual(ZooKeeperError.OperationTimeout, error.Error);
        Assert.IsFalse(error.IsOutcomeUnknown);
        Assert.AreEqual(ZooKeeperState.Disconnected, client.State);
        Assert.AreEqual(1, rig.Log.CountOf("none of 1 servers takes a session"));
    }

    [TestMethod]
    public async Task The_end_of_a_client_without_a_server_fails_what_waits()
    {
        ZooKeeperClient client = rig.Start(new ZooKeeperOptions { Servers = [$"127.0.0.1:{FreePort.Next()}"] });
        Task waiting = client.ExistsAsync("/");
        await client.DisposeAsync();
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => waiting);
        await client.DisposeAsync();
    }

    [TestMethod]
    public async Task A_subscriber_that_throws_is_reported_and_the_session_goes_on()
    {
        ZooKeeperClient client = rig.Create(new ZooKeeperOptions { Servers = [(await SharedZooKeeper.GetAsync()).Address] });
        client.StateChanged += _ => throw new InvalidOperationException("mine");
        client.Start();
        Assert.IsNotNull(await client.ExistsAsync("/"));
        await Eventually.HoldsAsync(() => rig.Log.CountOf("a subscriber failed") == 1, "it is in the log");
    }

    private static ZooKeeperOptions Options(FakeZooKeeper server) => new() { Servers = [server.Address] };

    private static Task<ZooKeeperException> FailAsync(Task task) => Assert.ThrowsExactlyAsync<ZooKeeperException>(() => task);
}
