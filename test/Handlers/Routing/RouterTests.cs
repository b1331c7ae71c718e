using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Routing;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Tests.Rig;

namespace SceNettyProxy.Handlers.Tests.Routing;

/// <summary>Each rule of the router, and which of two rules that apply gives the reason.</summary>
[TestClass]
public sealed class RouterTests
{
    private readonly StatementClassifier classifier = new();
    private readonly TrackedState state = new();

    public RouterTests()
    {
        state.Begin("shop_real", 45, 45, multiStatements: true);
        state.LearnServer(ServerFlavor.MariaDb, SqlModes.None);
    }

    [TestMethod]
    public void A_plain_read_goes_to_a_replica() =>
        AssertRoute("SELECT 1", BackendRole.Replica, RouteReason.Read);

    [TestMethod]
    public void Without_replicas_a_read_goes_to_the_primary() =>
        AssertRoute("SELECT 1", BackendRole.Primary, RouteReason.NoReplica, new Facts { HasReplicas = false });

    [TestMethod]
    [DataRow("UPDATE t SET a = 1")]
    [DataRow("SELECT 1 FOR UPDATE")]
    [DataRow("SELECT f(1)")]
    [DataRow("SELECT 1; UPDATE t SET a = 1")]
    [DataRow("SELECT /*!40000 1 */")]
    [DataRow("SELECT 'not closed")]
    [DataRow("")]
    [DataRow("nonsense")]
    public void What_is_no_plain_read_goes_to_the_primary(string sql) =>
        AssertRoute(sql, BackendRole.Primary, RouteReason.Statement);

    [TestMethod]
    public void Each_reason_of_the_session_sends_a_read_to_the_primary()
    {
        AssertRoute("SELECT 1", BackendRole.Primary, RouteReason.MasterOnly, new Facts { MasterOnly = true });
        AssertRoute("SELECT 1", BackendRole.Primary, RouteReason.Transaction, new Facts { InTransaction = true });
        AssertRoute("SELECT 1", BackendRole.Primary, RouteReason.AutocommitOff, new Facts { AutocommitOff = true });
        AssertRoute("SELECT 1", BackendRole.Primary, RouteReason.NextTransaction, new Facts { NextTransaction = true });
        AssertRoute("SELECT 1", BackendRole.Primary, RouteReason.ReadAfterWrite, new Facts { HasWritten = true });
    }

    [TestMethod]
    public void Every_pin_sends_a_read_to_the_primary()
    {
        foreach (PinReasons pin in Enum.GetValues<PinReasons>())
        {
            if (pin != PinReasons.None)
                AssertRoute("SELECT 1", BackendRole.Primary, RouteReason.Pinned, new Facts { Pins = pin });
        }
    }

    [TestMethod]
    public void Serializable_sends_a_read_to_the_primary()
    {
        state.Record(SettingGroup.Transaction, StateKeys.Isolation, "ISOLATION LEVEL SERIALIZABLE");
        AssertRoute("SELECT 1", BackendRole.Primary, RouteReason.Serializable);
        state.Record(SettingGroup.Transaction, StateKeys.Isolation, "ISOLATION LEVEL READ COMMITTED");
        AssertRoute("SELECT 1", BackendRole.Replica, RouteReason.Read);
    }

    [TestMethod]
    [DataRow("SHOW WARNINGS")]
    [DataRow("SELECT FOUND_ROWS()")]
    [DataRow("SELECT ROW_COUNT()")]
    [DataRow("SELECT @@warning_count")]
    public void What_asks_about_the_statement_before_follows_it(string sql)
    {
        AssertRoute(sql, BackendRole.Replica, RouteReason.FollowsPrevious, new Facts { Last = BackendRole.Replica });
        AssertRoute(sql, BackendRole.Primary, RouteReason.FollowsPrevious, new Facts { Last = BackendRole.Primary });
        AssertRoute(sql, BackendRole.Primary, RouteReason.FollowsPrevious);
    }

    [TestMethod]
    public void What_follows_goes_to_its_replica_whatever_the_session_has_come_to_be() => AssertRoute(
        "SHOW WARNINGS",
        BackendRole.Replica,
        RouteReason.FollowsPrevious,
        new Facts { Last = BackendRole.Replica, HasWritten = true, Pins = PinReasons.TableLocks, MasterOnly = true });

    [TestMethod]
    public void Hints_are_honoured_for_reads_only()
    {
        AssertRoute("/* sce:primary */ SELECT 1", BackendRole.Primary, RouteReason.HintPrimary);
        AssertRoute("/* sce:replica */ SELECT 1", BackendRole.Replica, RouteReason.HintReplica, new Facts { HasWritten = true });
        AssertRoute("/* sce:replica */ UPDATE t SET a = 1", BackendRole.Primary, RouteReason.Statement);
        AssertRoute("/* sce:replica */ SELECT 1", BackendRole.Primary, RouteReason.Transaction, new Facts { InTransaction = true });
        AssertRoute("/* sce:replica */ SELECT 1", BackendRole.Primary, RouteReason.NoReplica, new Facts { HasReplicas = false });
    }

    [TestMethod]
    [DataRow("SELECT @a")]
    [DataRow("SELECT @A")]
    [DataRow("SELECT @`a`")]
    [DataRow("/* sce:replica */ SELECT @a")]
    public void A_read_of_a_user_variable_needs_its_value(string sql)
    {
        AssertRoute(sql, BackendRole.Primary, RouteReason.UserVariable);
        state.Record(SettingGroup.UserVariable, "a", "@a=1");
        Assert.AreEqual(BackendRole.Replica, Route(sql, new Facts()).Role);
        AssertRoute("SELECT @a, @b", BackendRole.Primary, RouteReason.UserVariable);
        state.AreUserVariablesUncertain = true;
        AssertRoute(sql, BackendRole.Primary, RouteReason.UserVariable);
    }

    [TestMethod]
    public void The_order_of_the_rules_is_fixed()
    {
        var all = new Facts
        {
            MasterOnly = true,
            Pins = PinReasons.TableLocks,
            InTransaction = true,
            AutocommitOff = true,
            NextTransaction = true,
            HasWritten = true,
            HasReplicas = false,
        };
        state.Record(SettingGroup.Transaction, StateKeys.Isolation, "ISOLATION LEVEL SERIALIZABLE");
        AssertRoute("SHOW WARNINGS", BackendRole.Primary, RouteReason.FollowsPrevious, all);
        AssertRoute("SELECT 1", BackendRole.Primary, RouteReason.MasterOnly, all);
        AssertRoute("SELECT 1", BackendRole.Primary, RouteReason.Pinned, all = all with { MasterOnly = false });
        AssertRoute("SELECT 1", BackendRole.Primary, RouteReason.Transaction, all = all with { Pins = PinReasons.None });
        AssertRoute("SELECT 1", BackendRole.Primary, RouteReason.AutocommitOff, all = all with { InTransaction = false });
        AssertRoute("SELECT 1", BackendRole.Primary, RouteReason.Serializable, all = all with { AutocommitOff = false });
        state.Reset();
        state.LearnServer(ServerFlavor.MariaDb, SqlModes.None);
        AssertRoute("SELECT 1", BackendRole.Primary, RouteReason.NextTransaction, all);
        all = all with { NextTransaction = false };
        AssertRoute("UPDATE t SET a = 1", BackendRole.Primary, RouteReason.NoReplica, all);
        AssertRoute("/* sce:primary */ SELECT @a", BackendRole.Primary, RouteReason.HintPrimary, all = all with { HasReplicas = true });
        AssertRoute("SELECT @a", BackendRole.Primary, RouteReason.UserVariable, all);
        AssertRoute("SELECT 1", BackendRole.Primary, RouteReason.ReadAfterWrite, all);
    }

    [TestMethod]
    public void A_read_of_definitions_obeys_the_session_and_the_window()
    {
        Assert.AreEqual(RouteDecision.Replica(RouteReason.Read), Router.DecideSchemaRead(new Facts().Of(state)));
        Assert.AreEqual(
            RouteDecision.Primary(RouteReason.Pinned), Router.DecideSchemaRead(new Facts { Pins = PinReasons.Handler }.Of(state)));
        Assert.AreEqual(
            RouteDecision.Primary(RouteReason.NoReplica), Router.DecideSchemaRead(new Facts { HasReplicas = false }.Of(state)));
        Assert.AreEqual(
            RouteDecision.Primary(RouteReason.ReadAfterWrite), Router.DecideSchemaRead(new Facts { HasWritten = true }.Of(state)));
    }

    private RouteDecision Route(string sql, Facts facts)
    {
        byte[] text = Wire.Text(sql);
        return Router.Decide(facts.Of(state), classifier.Classify(text, state.Reading), text);
    }

    private void AssertRoute(string sql, BackendRole role, RouteReason reason, Facts? facts = null) =>
        Assert.AreEqual(new RouteDecision(role, reason), Route(sql, facts ?? new Facts()), sql);

    /// <summary>A copy of <see cref="RoutingFacts"/> that may be kept and varied.</summary>
    private sealed record Facts
    {
        public bool HasReplicas { get; init; } = true;

        public bool MasterOnly { get; init; }

        public PinReasons Pins { get; init; }

        public bool InTransaction { get; init; }

        public bool AutocommitOff { get; init; }

        public bool NextTransaction { get; init; }

        public bool HasWritten { get; init; }

        public BackendRole? Last { get; init; }

        public RoutingFacts Of(TrackedState state) => new()
        {
            HasReplicas = HasReplicas,
            MasterOnly = MasterOnly,
            Pins = Pins,
            InTransaction = InTransaction,
            AutocommitOff = AutocommitOff,
            NextTransactionPending = NextTransaction,
            MayHaveWrittenLately = HasWritten,
            Last = Last,
            State = state,
        };
    }
}
