using Microsoft.Extensions.Time.Testing;
using SceNettyProxy.Handlers.Routing;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Handlers.Tests.Routing;

[TestClass]
public sealed class ReplicaChooserTests
{
    private static readonly Endpoint First = Databases.ReplicaEndpoint;
    private static readonly Endpoint Second = Databases.SecondReplicaEndpoint;
    private readonly EndpointHealth health = new();
    private readonly FakeTimeProvider time = new();
    private readonly DatabaseDefinition database = Databases.Shop with
    {
        Replicas = [new ReplicaDefinition(First, 1), new ReplicaDefinition(Second, 3)],
    };

    [TestMethod]
    public void Shares_follow_the_weights()
    {
        int[] shares = new int[2];
        for (int i = 0; i < 1000; i++)
            shares[Choose(i / 1000.0) == First ? 0 : 1]++;
        CollectionAssert.AreEqual((int[])[250, 750], shares);
    }

    [TestMethod]
    public void A_replica_that_is_left_out_gets_nothing_until_its_time_is_over()
    {
        health.Skip(Second, time.GetTimestamp(), TimeSpan.FromSeconds(5));
        Assert.AreEqual(First, Choose(0.99));
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.AreEqual(First, Choose(0.99));
        time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.AreEqual(Second, Choose(0.99));
    }

    [TestMethod]
    public void With_every_replica_left_out_there_is_none()
    {
        health.Skip(First, time.GetTimestamp(), TimeSpan.FromSeconds(5));
        health.Skip(Second, time.GetTimestamp(), TimeSpan.FromSeconds(5));
        Assert.IsNull(Choose(0.5));
    }

    [TestMethod]
    public void Without_replicas_there_is_none() =>
        Assert.IsNull(ReplicaChooser.Choose(Databases.Shop with { Replicas = [] }, health, time, 0));

    private Endpoint? Choose(double random) => ReplicaChooser.Choose(database, health, time, random);
}
