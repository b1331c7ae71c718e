using SceNettyProxy.Extensions.Commands;
using SceNettyProxy.Handlers.Tests.Rig;

namespace SceNettyProxy.Handlers.Tests.Custom;

/// <summary>Interceptors that take their time.</summary>
[TestClass]
public sealed class OffloadedTests : CustomTest
{
    private const string Insert = "INSERT INTO t VALUES ('";

    [TestMethod]
    public void A_command_waits_for_its_verdict()
    {
        var interceptor = new ScriptedAsync();
        Serve(interceptor);
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        Assert.AreEqual("SELECT 1", interceptor.Calls.Single().Command.Text);
        Assert.IsEmpty(Rig.Replica.Connections);
        interceptor.Answer(CommandVerdict.Allow);
        Rig.Run();
        Assert.AreEqual("QUERY SELECT 1", Rig.Replica.Latest.History.Single());
        Assert.AreEqual(1, Status().Calls);
    }

    [TestMethod]
    public void Each_verdict_may_come_late()
    {
        var interceptor = new ScriptedAsync();
        Serve(interceptor);
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        interceptor.Answer(CommandVerdict.Deny(5001, "45000", "no"));
        Rig.Run();
        client.AssertError(5001, sequence: 1);
        client.Query("SELECT 1");
        interceptor.Answer(CommandVerdict.AnswerOk());
        Rig.Run();
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
        client.Query("SELECT 1");
        interceptor.Answer(CommandVerdict.Rewrite("SELECT 2"));
        Rig.Run();
        Assert.AreEqual("QUERY SELECT 2", Rig.Replica.Latest.History.Single());
    }

    [TestMethod]
    public void The_interceptors_behind_are_asked_when_the_verdict_is_there()
    {
        var first = new ScriptedAsync();
        var second = new Scripted();
        var third = new ScriptedAsync();
        Serve(first, second, third);
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        Assert.IsEmpty(second.Seen);
        first.Answer(CommandVerdict.Rewrite("SELECT 2"));
        Rig.Run();
        CollectionAssert.AreEqual(new[] { "SELECT 2" }, second.Seen);
        Assert.IsEmpty(Rig.Replica.Connections);
        third.Answer(CommandVerdict.Allow);
        Rig.Run();
        Assert.AreEqual("QUERY SELECT 2", Rig.Replica.Latest.History.Single());
        Assert.IsEmpty(first.Calls);
    }

    [TestMethod]
    public void Commands_that_come_meanwhile_keep_their_order()
    {
        var interceptor = new ScriptedAsync();
        Serve(interceptor);
        TestClient client = Rig.LoggedIn();
        client.Send([.. Wire.Query("SELECT 1"), .. Wire.Query("SELECT 2"), .. Wire.Command(0x0E)]);
        Assert.AreEqual("SELECT 1", interceptor.Calls.Single().Command.Text);
        interceptor.Answer(CommandVerdict.AnswerOk(1));
        Rig.Run();
        CollectionAssert.AreEqual(Wire.Ok(affected: 1), client.Take());
        Assert.AreEqual("SELECT 2", interceptor.Calls.Single().Command.Text);
        interceptor.Answer(CommandVerdict.AnswerOk(2));
        Rig.Run();
        CollectionAssert.AreEqual((byte[])[.. Wire.Ok(affected: 2), .. Wire.Ok()], client.Take());
    }

    [TestMethod]
    public void The_client_is_not_read_meanwhile()
    {
        var interceptor = new ScriptedAsync();
        Serve(interceptor);
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        Assert.IsFalse(client.Channel.Configuration.AutoRead);
        // One read is under way already.
        client.Send(Wire.Query("SELECT 2"));
        client.Send(Wire.Query("SELECT 3"));
        Assert.IsTrue(client.Channel.HasUnread);
        interceptor.Answer(CommandVerdict.AnswerOk());
        Rig.Run();
        Assert.IsFalse(client.Channel.Configuration.AutoRead);
        interceptor.Answer(CommandVerdict.AnswerOk());
        Rig.Run();
        interceptor.Answer(CommandVerdict.AnswerOk());
        Rig.Run();
        Assert.IsTrue(client.Channel.Configuration.AutoRead);
        Assert.HasCount(3, client.TakePackets());
    }

    [TestMethod]
    public void A_client_that_leaves_meanwhile_cancels_the_call_and_nobody_minds_its_verdict()
    {
        var interceptor = new ScriptedAsync();
        Serve(interceptor);
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        (InterceptedCommand command, _, CancellationToken ended) = interceptor.Calls.Single();
        Assert.IsFalse(ended.IsCancellationRequested);
        client.Channel.EventLoop.Execute(() => _ = client.Channel.CloseAsync());
        Rig.Run();
        client.AssertClosed();
        Assert.IsTrue(ended.IsCancellationRequested);
        Assert.AreEqual("SELECT 1", command.Text, "the text is the call's own");
        interceptor.Answer(CommandVerdict.Allow);
        Rig.Run();
        Assert.IsEmpty(Rig.Replica.Connections);
    }

    [TestMethod]
    public void A_command_that_waits_can_be_killed()
    {
        var interceptor = new ScriptedAsync();
        Serve(interceptor);
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        CancellationToken cancelled = interceptor.Calls.Single().Ended;
        client.Channel.EventLoop.Execute(() => client.Session.Kill(queryOnly: true, Codecs.Sql.KillStrength.Default, static _ => { }));
        Rig.Run();
        client.AssertError(1317, sequence: 1);
        Assert.IsTrue(cancelled.IsCancellationRequested);
        client.AssertAlive();
        interceptor.Answer(CommandVerdict.AnswerOk());
        Rig.Run();
        Assert.IsEmpty(client.Take());
        Assert.IsEmpty(Rig.Replica.Connections);
    }

    [TestMethod]
    public void A_handler_is_released_when_its_last_call_has_ended()
    {
        int released = 0;
        var interceptor = new ScriptedAsync();
        Apply(Register("a", interceptor) with { Released = () => released++ });
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        client.Channel.EventLoop.Execute(() => _ = client.Channel.CloseAsync());
        Rig.Run();
        Apply();
        Assert.AreEqual(0, released, "a call is under way");
        interceptor.Answer(CommandVerdict.Allow);
        Rig.Run();
        Assert.AreEqual(1, released);
    }

    [TestMethod]
    public void A_call_that_fails_costs_the_command()
    {
        var interceptor = new ScriptedAsync();
        Serve(interceptor);
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        interceptor.Calls[0].Verdict.SetException(new TimeoutException("the directory does not answer"));
        Rig.Run();
        CollectionAssert.AreEqual(Wire.Error(1, 1105, "HY000", "The handler 'a' failed"), client.Take());
        Assert.AreEqual((1L, "TimeoutException: the directory does not answer"), (Status().Failures, Status().Problem));
        client.AssertAlive();
    }

    [TestMethod]
    public void The_rest_of_a_command_follows_its_head_when_the_verdict_is_there()
    {
        var interceptor = new ScriptedAsync(TextNeed.Head);
        Serve(interceptor);
        TestClient client = Rig.LoggedIn();
        byte[] command = Wire.PaddedQuery(Insert, 200_000, end: "')");
        client.Send(command[..70_000], command[70_000..150_000]);
        Assert.IsEmpty(Rig.Primary.Connections);
        interceptor.Answer(CommandVerdict.Allow);
        Rig.Run();
        client.Send(command[150_000..]);
        CollectionAssert.AreEqual(command[4..], Rig.Primary.Latest.Packets[^1].Payload);
        Rig.Primary.Latest.Send(Wire.Ok());
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
    }

    [TestMethod]
    public void The_rest_of_a_denied_command_is_dropped()
    {
        var interceptor = new ScriptedAsync(TextNeed.Head);
        Serve(interceptor);
        TestClient client = Rig.LoggedIn();
        byte[] command = Wire.PaddedQuery(Insert, 200_000, end: "')");
        client.Send(command[..70_000], command[70_000..150_000]);
        interceptor.Answer(CommandVerdict.Deny(5001, "45000", "no"));
        Rig.Run();
        client.Send(command[150_000..]);
        client.AssertError(5001, sequence: 1);
        client.Send(Wire.PaddedQuery(Insert, 100_000, end: "')"));
        interceptor.Answer(CommandVerdict.Deny(5002, "45000", "no"));
        Rig.Run();
        client.AssertError(5002, sequence: 1);
        Assert.IsEmpty(Rig.Primary.Connections);
        client.AssertAlive();
    }
}
