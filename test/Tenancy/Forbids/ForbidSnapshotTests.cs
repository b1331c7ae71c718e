using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Tenancy.Tests.Forbids;

[TestClass]
public sealed class ForbidSnapshotTests
{
    private static readonly ForbidDefinition Timed = new()
    {
        Kind = ForbidKind.Timed,
        Start = 1000,
        Duration = 300,
        Verbs = ForbidVerbs.From(["INSERT"]),
        Reason = "first",
    };

    [TestMethod]
    [DataRow(999.9, false)]
    [DataRow(1000.0, true)]
    [DataRow(1299.9, true)]
    [DataRow(1300.0, false)]
    public void A_timed_one_runs_from_its_start_for_its_duration(double now, bool isRunning) =>
        Assert.AreEqual(isRunning, Timed.IsRunning(now));

    [TestMethod]
    [DataRow(1000.0, 300L)]
    [DataRow(1000.5, 300L)]
    [DataRow(1299.9, 1L)]
    [DataRow(1300.0, 0L)]
    [DataRow(9999.0, 0L)]
    public void Seconds_left_are_whole_and_waiting_for_them_is_enough(double now, long left) =>
        Assert.AreEqual(left, Timed.SecondsLeft(now));

    [TestMethod]
    public void A_permanent_one_is_never_over()
    {
        ForbidDefinition forbid = Timed with { Kind = ForbidKind.Permanent };
        Assert.IsTrue(forbid.IsRunning(double.MaxValue));
        Assert.AreEqual(9223372036854775807, forbid.SecondsLeft(double.MaxValue));
    }

    [TestMethod]
    public void A_running_one_of_the_same_kind_is_not_extended()
    {
        ForbidSnapshot first = With(Timed);
        ForbidDefinition again = Timed with { Start = 1100, Duration = 9999, Reason = "again" };
        Assert.AreEqual(ForbidOutcome.AlreadyRunning, first.Set("shop", again, 1100, out ForbidSnapshot next));
        Assert.AreSame(first, next);
        Assert.AreEqual(ForbidOutcome.Set, first.Set("shop", again with { Start = 1300 }, 1300, out next));
        Assert.AreEqual(again with { Start = 1300 }, next.Of("shop").Forbids.Single());
    }

    [TestMethod]
    public void A_permanent_one_takes_the_place_of_a_timed_one_and_gives_it_to_none()
    {
        ForbidDefinition permanent = Timed with { Kind = ForbidKind.Permanent };
        Assert.AreEqual(ForbidOutcome.Set, With(Timed).Set("shop", permanent, 1000, out ForbidSnapshot next));
        Assert.AreEqual(permanent, next.Of("shop").Forbids.Single());
        Assert.AreEqual(ForbidOutcome.AlreadyRunning, next.Set("shop", Timed, 1000, out _));
    }

    [TestMethod]
    public void Those_with_other_verbs_tables_or_databases_stand_beside_each_other()
    {
        ForbidDefinition table = Timed with
        {
            Object = ForbidObject.Table,
            Tables = [new TableForbid("t", ForbidVerbs.All)],
        };
        ForbidSnapshot snapshot = With(Timed, Timed with { Verbs = ForbidVerbs.All }, table);
        snapshot.Set("blog", Timed, 1000, out snapshot);
        Assert.AreEqual(3, snapshot.Of("shop").Forbids.Length);
        Assert.IsTrue(snapshot.Of("shop").HasTables);
        Assert.AreEqual(1, snapshot.Of("blog").Forbids.Length);
        Assert.IsFalse(snapshot.Of("blog").HasTables);
        Assert.HasCount(4, snapshot.List(1000));
        Assert.HasCount(0, snapshot.List(1300));
    }

    [TestMethod]
    public void One_of_kind_none_lifts_all_of_its_database()
    {
        ForbidSnapshot snapshot = With(Timed, Timed with { Verbs = ForbidVerbs.All });
        snapshot.Set("blog", Timed, 1000, out snapshot);
        ForbidDefinition none = new() { Kind = ForbidKind.None };
        Assert.AreEqual(ForbidOutcome.Lifted, snapshot.Set("shop", none, 1000, out ForbidSnapshot next));
        Assert.AreEqual("blog", next.List(1000).Single().Database);
        Assert.AreEqual(ForbidOutcome.NothingToLift, next.Set("shop", none, 1000, out _));
    }

    [TestMethod]
    public void A_table_is_lifted_out_of_every_forbid_that_names_it()
    {
        ForbidDefinition both = Timed with
        {
            Object = ForbidObject.Table,
            Tables = [new TableForbid("t", ForbidVerbs.All), new TableForbid("u", ForbidVerbs.All)],
        };
        ForbidDefinition one = both with { Tables = [new TableForbid("T", ForbidVerbs.From(["INSERT"]))] };
        Assert.AreEqual(2, With(Timed, both, one).Lift("shop", "t", 1000, out ForbidSnapshot next));
        Assert.AreEqual(2, next.Of("shop").Forbids.Length);
        Assert.AreEqual(Timed, next.Of("shop").Forbids[0]);
        Assert.AreEqual("u", next.Of("shop").Forbids[1].Tables.Single().Name);
        Assert.AreEqual(0, next.Lift("shop", "t", 1000, out _));
    }

    [TestMethod]
    public void What_is_over_is_taken_away_and_nothing_else()
    {
        ForbidSnapshot snapshot = With(Timed, Timed with { Verbs = ForbidVerbs.All, Duration = 400 });
        Assert.AreSame(snapshot, snapshot.WithoutExpired(1299));
        Assert.AreEqual(400, snapshot.WithoutExpired(1300).Of("shop").Forbids.Single().Duration);
        Assert.IsFalse(snapshot.WithoutExpired(1400).Databases.Any());
    }

    private static ForbidSnapshot With(params ForbidDefinition[] forbids) =>
        ForbidSnapshot.Empty.With("shop", ForbidSet.From(forbids));
}
