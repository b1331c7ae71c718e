using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Handlers.Cancellation;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Tests.Cancellation;

/// <summary>A KILL that means sessions of other proxies, and one that another proxy has passed on.</summary>
[TestClass]
public sealed class PeerKillTests : ProxyTest
{
    /// <summary>The first id of the proxy with number 5.</summary>
    private const uint Elsewhere = (5u << 22) + 1;

    private readonly RecordingPeers peers = new();

    [TestMethod]
    public void An_id_of_another_proxy_is_passed_on_with_who_asks_and_answered_with_its_answer()
    {
        Rig.Gateway.UsePeers(peers);
        TestClient killer = Rig.LoggedIn();
        killer.Query($"KILL SOFT QUERY {Elsewhere}");
        Assert.IsEmpty(killer.Take(), "it is answered when the other proxy has answered");
        Assert.AreEqual(
            (5, new KillOrder
            {
                Id = Elsewhere,
                QueryOnly = true,
                Strength = KillStrength.Soft,
                Database = Databases.Name,
                User = Databases.User,
            }),
            peers.Asked.Single());
        peers.Answer(null);
        Rig.Run();
        Assert.IsTrue(killer.TakePacket().IsOk);

        killer.Query($"KILL {Elsewhere}");
        peers.Answer(ServerErrors.NotThreadOwner(Elsewhere));
        Rig.Run();
        killer.AssertError(1095, sequence: 1);
        killer.AssertAlive();
    }

    [TestMethod]
    public void An_own_id_goes_nowhere_else()
    {
        Rig.Gateway.UsePeers(peers);
        TestClient target = Rig.LoggedIn();
        TestClient killer = Rig.LoggedIn();
        killer.Query($"KILL {target.Greeting.ConnectionId}");
        Assert.IsTrue(killer.TakePacket().IsOk);
        target.AssertClosed();
        killer.Query("KILL 4194303");
        killer.AssertError(1094, sequence: 1);
        Assert.IsEmpty(peers.Asked);
    }

    [TestMethod]
    public void Kill_user_reaches_all_proxies()
    {
        Rig.Gateway.UsePeers(peers);
        TestClient here = Rig.LoggedIn();
        TestClient killer = Rig.LoggedIn();
        killer.Query("KILL USER app");
        here.AssertClosed();
        Assert.IsEmpty(killer.Take());
        Assert.AreEqual((-1, new KillOrder { Database = Databases.Name, User = Databases.User }), peers.Asked.Single());
        peers.Answer(null);
        Rig.Run();
        Assert.IsTrue(killer.TakePacket().IsOk);
        killer.AssertClosed();
    }

    [TestMethod]
    public void A_session_that_ends_before_the_other_proxy_answers_is_forgotten()
    {
        Rig.Gateway.UsePeers(peers);
        TestClient killer = Rig.LoggedIn();
        killer.Query($"KILL {Elsewhere}");
        killer.HangUp();
        peers.Answer(null);
        Rig.Run();
    }

    [TestMethod]
    public void An_order_of_another_proxy_ends_the_session_of_the_same_user_and_of_nobody_else()
    {
        TestClient target = Rig.LoggedIn();
        KillOrder order = new() { Id = target.Greeting.ConnectionId, Database = Databases.Name, User = Databases.User };
        Assert.AreEqual<int?>(1095, Told(order with { User = "other" })?.Code);
        Assert.AreEqual<int?>(1095, Told(order with { Database = "other" })?.Code);
        Assert.AreEqual<int?>(1094, Told(order with { Id = 77 })?.Code);
        target.AssertAlive();
        Assert.IsNull(Told(order with { User = "boss", Database = "sce", IsOperator = true, QueryOnly = true }));
        target.AssertAlive();
        Assert.IsNull(Told(order));
        target.AssertClosed();
    }

    [TestMethod]
    public void An_order_without_an_id_ends_all_sessions_of_the_user()
    {
        TestClient[] targets = [Rig.LoggedIn(), Rig.LoggedIn(loop: Rig.NewLoop())];
        Assert.IsNull(Told(new KillOrder { Database = Databases.Name, User = "other" }));
        foreach (TestClient target in targets)
            target.AssertAlive();
        Assert.IsNull(Told(new KillOrder { Database = Databases.Name, User = Databases.User }));
        foreach (TestClient target in targets)
            target.AssertClosed();
    }

    [TestMethod]
    public void An_order_is_not_passed_on_again()
    {
        Rig.Gateway.UsePeers(peers);
        Assert.AreEqual<int?>(1094, Told(new KillOrder { Id = Elsewhere, Database = Databases.Name, User = Databases.User })?.Code);
        Assert.IsNull(Told(new KillOrder { Database = Databases.Name, User = Databases.User }));
        Assert.IsEmpty(peers.Asked);
    }

    private SceError? Told(KillOrder order)
    {
        Task<SceError?> told = Rig.Gateway.KillAsync(order);
        Rig.RunUntil(() => told.IsCompleted, "the order is done");
        return told.Result;
    }

    /// <summary>Holds what it is asked until it is told the answer.</summary>
    private sealed class RecordingPeers : IPeerKills
    {
        private TaskCompletionSource<SceError?> answer = new();

        /// <summary>The node, -1 for all, and the order.</summary>
        public List<(int Node, KillOrder Order)> Asked { get; } = [];

        public void Answer(SceError? error)
        {
            answer.SetResult(error);
            answer = new();
        }

        public Task<SceError?> KillAsync(int node, KillOrder order)
        {
            Asked.Add((node, order));
            return answer.Task;
        }

        public Task<SceError?> KillEverywhereAsync(KillOrder order) => KillAsync(-1, order);
    }
}
