using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Handlers.Routing;

/// <summary>Chooses a replica by weight among those that are not left out.</summary>
internal static class ReplicaChooser
{
    /// <param name="random">In [0, 1).</param>
    /// <returns>Null when no replica can be used.</returns>
    public static Endpoint? Choose(DatabaseDefinition database, EndpointHealth health, TimeProvider time, double random)
    {
        int total = 0;
        foreach (ReplicaDefinition replica in database.Replicas)
        {
            if (!health.IsSkipped(replica.Address, time))
                total += replica.Weight;
        }

        double ticket = random * total;
        foreach (ReplicaDefinition replica in database.Replicas)
        {
            if (health.IsSkipped(replica.Address, time))
                continue;
            ticket -= replica.Weight;
            if (ticket < 0)
                return replica.Address;
        }

        return null;
    }
}
