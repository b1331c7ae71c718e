using SceNettyProxy.Extensions.Commands;
using SceNettyProxy.Handlers.Custom;
using SceNettyProxy.Handlers.Tests.Rig;

namespace SceNettyProxy.Handlers.Tests.Custom;

/// <summary>Interceptors that throw, are slow, and are fenced off.</summary>
[TestClass]
public sealed class HandlerFailureTests : CustomTest
{
    private static readonly Func<InterceptedCommand, CommandVerdict> Throws =
        static _ => throw new InvalidOperationException("internal secret");

    [TestMethod]
    public void An_exception_costs_the_command_and_not_the_session()
    {
        Serve(new Scripted(Throws));
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        CollectionAssert.AreEqual(Wire.Error(1, 1105, "HY000", "The handler 'a' failed"), client.Take());
        Assert.IsEmpty(Rig.Replica.Connections);
        client.AssertAlive();
        HandlerStatus status = Status();
        Assert.AreEqual((HandlerState.Running, 1L, 1L), (status.State, status.Calls, status.Failures));
        Assert.AreEqual("InvalidOperationException: internal secret", status.Problem);
        Assert.Contains("Handler a failed (1 failures since the last such line)", CustomLog());
    }

    [TestMethod]
    public void Failures_are_logged_once_in_a_while()
    {
        Serve(new Scripted(Throws));
        TestClient client = Rig.LoggedIn();
        for (int i = 0; i < 5; i++)
            client.Query("SELECT 1");
        Assert.HasCount(1, CustomLog());
        Rig.Advance(TimeSpan.FromSeconds(11));
        client.Query("SELECT 1");
        Assert.AreEqual("Handler a failed (5 failures since the last such line)", CustomLog()[^1]);
        Assert.HasCount(6, client.TakePackets());
        Assert.AreEqual(6, Status().Failures);
    }

    [TestMethod]
    public void A_slow_call_is_counted_and_logged_once_in_a_while()
    {
        Apply(Register("a", new Scripted(_ =>
        {
            Rig.Time.Advance(TimeSpan.FromMilliseconds(250));
            return CommandVerdict.AnswerOk();
        })) with
        { Slow = TimeSpan.FromMilliseconds(200) });
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        client.Query("SELECT 1");
        Assert.AreEqual(2, Status().SlowCalls);
        Assert.AreEqual("Handler a took 250 ms (1 slow calls since the last such line)", CustomLog().Single());
        client.Take();
    }

    [TestMethod]
    public void A_call_within_the_limit_is_not_slow()
    {
        Apply(Register("a", new Scripted(_ =>
        {
            Rig.Time.Advance(TimeSpan.FromMilliseconds(200));
            return CommandVerdict.AnswerOk();
        })) with
        { Slow = TimeSpan.FromMilliseconds(200) });
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        client.Take();
        Assert.AreEqual(0, Status().SlowCalls);
    }

    [TestMethod]
    public void A_late_verdict_is_slow_too()
    {
        var interceptor = new ScriptedAsync();
        Serve(interceptor);
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        Rig.Advance(TimeSpan.FromSeconds(1));
        interceptor.Answer(CommandVerdict.AnswerOk());
        Rig.Run();
        client.Take();
        Assert.AreEqual(1, Status().SlowCalls);
    }

    [TestMethod]
    public void After_too_many_failures_in_a_row_an_open_handler_is_skipped()
    {
        var interceptor = new Scripted(Throws);
        Apply(Register("a", interceptor) with { Failures = 3 });
        TestClient client = Rig.LoggedIn();
        for (int i = 0; i < 3; i++)
        {
            Assert.AreEqual(HandlerState.Running, Status().State);
            client.Query("SELECT 1");
            client.AssertError(1105);
        }

        Assert.AreEqual(HandlerState.Fenced, Status().State);
        Assert.Contains("Handler a is fenced off after 3 failures in a row; what it would have seen is let pass", CustomLog());
        client.Read();
        Assert.HasCount(3, interceptor.Seen);
        Assert.AreEqual((3L, 3L, 0L), (Status().Calls, Status().Failures, Status().Denials));
    }

    [TestMethod]
    public void A_closed_handler_that_is_fenced_off_refuses_what_it_would_have_seen()
    {
        var interceptor = new Scripted(Throws);
        Apply(Register("a", interceptor) with { Failures = 1, FencedRefuses = true });
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        client.AssertError(1105);
        client.Query("SELECT 1");
        CollectionAssert.AreEqual(Wire.Error(1, 1105, "HY000", "The handler 'a' is out of service"), client.Take());
        Assert.IsEmpty(Rig.Replica.Connections);
        Assert.HasCount(1, interceptor.Seen);
        Assert.AreEqual(1, Status().Denials);
        client.AssertAlive();
    }

    [TestMethod]
    public void Failures_that_are_not_in_a_row_fence_nothing_off()
    {
        int calls = 0;
        Apply(Register("a", new Scripted(_ => ++calls % 2 == 1 ? Throws(null!) : CommandVerdict.AnswerOk())) with { Failures = 2 });
        TestClient client = Rig.LoggedIn();
        for (int i = 0; i < 6; i++)
            client.Query("SELECT 1");
        Assert.HasCount(6, client.TakePackets());
        Assert.AreEqual((HandlerState.Running, 3L), (Status().State, Status().Failures));
    }

    [TestMethod]
    public void Verdicts_that_are_not_possible_are_failures_in_a_row_too()
    {
        Apply(Register("a", new Scripted(static command =>
            CommandVerdict.Rewrite(command.Text + new string(' ', 0xFF_FFFF)))) with
        { Failures = 2 });
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        client.AssertError(1105);
        client.Query("SELECT 1");
        client.AssertError(1105);
        Assert.AreEqual((HandlerState.Fenced, 2L), (Status().State, Status().Failures));
    }

    [TestMethod]
    public void Without_a_bound_a_handler_is_never_fenced_off()
    {
        Apply(Register("a", new Scripted(Throws)) with { Failures = 0 });
        TestClient client = Rig.LoggedIn();
        for (int i = 0; i < 20; i++)
            client.Query("SELECT 1");
        client.Take();
        Assert.AreEqual(HandlerState.Running, Status().State);
    }

    [TestMethod]
    public void A_handler_that_is_fenced_off_can_be_taken_into_service_again()
    {
        var interceptor = new Scripted(Throws);
        Apply(Register("a", interceptor) with { Failures = 1 });
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        client.Take();
        interceptor.Script = static _ => CommandVerdict.AnswerOk();
        Assert.IsTrue(Rig.Services.CustomHandlers.Find("a")!.Restore());
        client.Query("SELECT 1");
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
        Assert.AreEqual(HandlerState.Running, Status().State);
    }

    [TestMethod]
    public void Long_texts_stream_again_when_the_handler_that_needed_them_is_skipped()
    {
        Apply(Register("a", new Scripted(Throws)) with { Failures = 1 });
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        client.Take();
        byte[] command = Wire.PaddedQuery("INSERT INTO t VALUES ('", 200_000, end: "')");
        client.Send(command[..70_000]);
        Assert.HasCount(1, Rig.Primary.Connections);
        client.Send(command[70_000..]);
    }

    [TestMethod]
    public void An_exception_at_the_begin_of_a_session_is_counted_and_nothing_more()
    {
        Serve(new ThrowsAtBegin());
        TestClient client = Rig.LoggedIn();
        Assert.AreEqual(1, Status().Failures);
        client.Read();
    }

    private sealed class ThrowsAtBegin : CommandInterceptor
    {
        public override object? SessionStarted(Extensions.Sessions.SessionInfo session) => throw new InvalidOperationException();

        public override CommandVerdict Intercept(InterceptedCommand command) => CommandVerdict.Allow;
    }
}
