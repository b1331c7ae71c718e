using System.Runtime.CompilerServices;
using SceNettyProxy.Extensions.Commands;
using SceNettyProxy.Handlers.Custom;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Custom;

/// <summary>Handlers that come and go while sessions live.</summary>
[TestClass]
public sealed class HandlerReplacementTests : CustomTest
{
    private static readonly Func<InterceptedCommand, CommandVerdict> Ok = static _ => CommandVerdict.AnswerOk();

    [TestMethod]
    public void A_session_meets_a_new_interceptor_with_its_next_command()
    {
        TestClient client = Rig.LoggedIn();
        client.Read();
        Serve(new Scripted(static _ => CommandVerdict.AnswerOk(1)));
        client.Query("SELECT 1");
        CollectionAssert.AreEqual(Wire.Ok(affected: 1), client.Take());
        Serve(new Scripted(static _ => CommandVerdict.AnswerOk(2)));
        client.Query("SELECT 1");
        CollectionAssert.AreEqual(Wire.Ok(affected: 2), client.Take());
        Apply();
        client.Read();
        Assert.IsEmpty(Rig.Gateway.HandlerStatuses);
    }

    [TestMethod]
    public void A_replaced_interceptor_is_released_though_its_sessions_send_nothing()
    {
        int released = 0;
        var interceptor = new Scripted();
        Apply(Register("a", interceptor) with { Released = () => released++ });
        Rig.LoggedIn();
        Assert.AreEqual(0, released);
        Serve(new Scripted());
        Assert.AreEqual(1, released);
        Assert.HasCount(1, interceptor.Ended);
    }

    [TestMethod]
    public void Nothing_holds_a_replaced_handler_though_its_sessions_live()
    {
        TestClient client = Rig.LoggedIn();
        WeakReference[] handlers = ServeAndReplace(client);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.IsFalse(Array.Exists(handlers, static handler => handler.IsAlive));
        client.Read();
    }

    [TestMethod]
    public void An_interceptor_that_stays_keeps_its_sessions_and_its_fence()
    {
        var stays = new Scripted { FirstState = "kept" };
        HandlerRegistration registration = Register("a", stays);
        HandlerRegistration fenced = Register("b", new Scripted(static _ => throw new InvalidOperationException())) with { Failures = 1 };
        Apply(registration, fenced);
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        client.AssertError(1105);
        Apply(registration, fenced, Register("c", new Scripted(Ok)));
        Assert.HasCount(1, stays.Started);
        Assert.IsEmpty(stays.Ended);
        Assert.AreEqual(HandlerState.Fenced, Status("b").State);
        client.Query("SELECT 1");
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
    }

    [TestMethod]
    public void A_new_handler_of_the_same_name_goes_on_counting_without_the_fence()
    {
        Apply(Register("a", new Scripted(static _ => throw new InvalidOperationException())) with { Failures = 1 });
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        client.Take();
        Serve(new Scripted(Ok));
        client.Query("SELECT 1");
        client.Take();
        Assert.AreEqual((HandlerState.Running, 2L, 1L, 1L), (Status().State, Status().Calls, Status().Failures, Status().Answers));
    }

    [TestMethod]
    public void A_command_in_the_hands_of_an_old_interceptor_is_judged_by_it()
    {
        int released = 0;
        var old = new ScriptedAsync();
        Apply(Register("a", old) with { Released = () => released++ });
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        Serve(new Scripted(static _ => CommandVerdict.AnswerOk(2)));
        Assert.AreEqual(0, released);
        old.Answer(CommandVerdict.AnswerOk(1));
        Rig.Run();
        CollectionAssert.AreEqual(Wire.Ok(affected: 1), client.Take());
        client.Query("SELECT 1");
        CollectionAssert.AreEqual(Wire.Ok(affected: 2), client.Take());
        Assert.AreEqual(1, released);
    }

    [TestMethod]
    public void What_is_disabled_or_could_not_be_loaded_is_shown()
    {
        Apply(
            Register("a", null!) with { IsDisabled = true },
            Register("b", null!) with { Problem = "no such file" },
            Register("c", new Scripted(Ok)) with { Problem = "the new file has no such type" });
        CollectionAssert.AreEqual(
            new (HandlerState, string?)[]
            {
                (HandlerState.Disabled, null),
                (HandlerState.Unloadable, "no such file"),
                (HandlerState.Running, "the new file has no such type"),
            },
            Rig.Gateway.HandlerStatuses.Select(static status => (status.State, status.Problem)).ToArray());
    }

    [TestMethod]
    public void A_change_of_user_is_the_end_of_one_session_and_the_begin_of_another()
    {
        var interceptor = new Scripted();
        Serve(interceptor);
        TestClient client = Rig.LoggedIn();
        byte[] proof = RawLogin.NativeAnswer(Databases.Password, client.Greeting.Scramble);
        client.Send(PluginLogin.ChangeUser(Databases.User, Databases.Name, answer: proof));
        Assert.IsTrue(client.TakePacket().IsOk);
        Assert.HasCount(2, interceptor.Started);
        Assert.HasCount(1, interceptor.Ended);
        client.Read();
        Assert.HasCount(1, interceptor.Seen);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference[] ServeAndReplace(TestClient client)
    {
        var sync = new Scripted();
        var async = new ScriptedAsync();
        Apply(Register("a", sync), Register("b", async));
        client.Query("SELECT 1");
        async.Answer(CommandVerdict.AnswerOk());
        Rig.Run();
        client.Take();
        Apply();
        return [new WeakReference(sync), new WeakReference(async)];
    }
}
