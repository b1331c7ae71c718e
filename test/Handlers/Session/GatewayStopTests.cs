using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Testing.Waiting;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Session;

/// <summary>The graceful stop.</summary>
[TestClass]
public sealed class GatewayStopTests : ProxyTest
{
    [TestMethod]
    public async Task Idle_sessions_and_logins_are_closed_at_once()
    {
        TestClient idle = Rig.LoggedIn();
        idle.Write();
        TestClient login = Rig.Connect();
        login.ReadGreeting();
        Task stop = Rig.StopAsync();
        Rig.Run();
        Assert.IsEmpty(idle.Take());
        Assert.IsEmpty(login.Take());
        idle.AssertClosed();
        login.AssertClosed();
        await Finish(stop);
        Assert.AreEqual(0, Rig.PrimaryPool.OpenCount);
    }

    [TestMethod]
    public async Task A_busy_session_finishes_its_command_and_is_closed_then()
    {
        TestClient busy = Rig.LoggedIn();
        busy.Send([.. Wire.Query("UPDATE t SET a = 1"), .. Wire.Query("UPDATE t SET a = 2")]);
        Task stop = Rig.StopAsync();
        Rig.Run();
        Assert.IsTrue(busy.IsOpen);
        Rig.Primary.Latest.Send(Wire.Ok());
        CollectionAssert.AreEqual(Wire.Ok(), busy.Take());
        busy.AssertClosed();
        Assert.DoesNotContain("QUERY UPDATE t SET a = 2", Rig.Primary.History, "a parked command is not begun");
        await Finish(stop);
    }

    [TestMethod]
    public async Task At_the_deadline_a_busy_session_gets_1053()
    {
        TestClient busy = Rig.LoggedIn();
        busy.Query("UPDATE t SET a = 1");
        Task stop = Rig.StopAsync();
        Rig.Advance(TimeSpan.FromSeconds(29));
        Assert.IsTrue(busy.IsOpen);
        await Finish(stop);
        busy.AssertError(1053, sequence: 1);
        busy.AssertClosed();
    }

    [TestMethod]
    public async Task At_the_deadline_a_session_between_rows_gets_1053_and_one_inside_a_packet_a_close()
    {
        TestClient between = Rig.LoggedIn();
        between.Query("SELECT 1");
        byte[] rows = Wire.Rows([["some value"]]);
        Rig.Replica.Latest.Send(rows[..^9]);
        between.Take();
        TestClient inside = Rig.LoggedIn();
        inside.Query("SELECT 1");
        Rig.Replica.Latest.Send(rows[..^12]);
        inside.Take();
        await Finish(Rig.StopAsync());
        between.AssertError(1053, sequence: 5);
        between.AssertClosed();
        Assert.IsEmpty(inside.Take());
        inside.AssertClosed();
    }

    [TestMethod]
    public async Task A_session_that_waits_for_a_connection_gets_1053_at_the_deadline()
    {
        Rig.Session.Set(Rig.Session.Value with { StopTimeout = TimeSpan.FromSeconds(1) });
        Rig.Primary.IsUnreachable = true;
        TestClient waiting = Rig.LoggedIn();
        waiting.Query("UPDATE t SET a = 1");
        await Finish(Rig.StopAsync());
        RawPacket error = waiting.AssertError(1053);
        Assert.AreEqual(1, error.Sequence);
        waiting.AssertClosed();
    }

    /// <summary>Turns the clock until the stop is done; its continuations run on other threads.</summary>
    private async Task Finish(Task stop)
    {
        await Eventually.HoldsAsync(
            () =>
            {
                Rig.Advance(TimeSpan.FromMilliseconds(500));
                return stop.IsCompleted;
            },
            "the gateway stops");
        await stop;
        Rig.Run();
    }
}
