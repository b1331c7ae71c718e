namespace SceNettyProxy.Tenancy.Databases;

/// <summary>A server that reads may go to.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="Weight">Its share of the reads relative to the other replicas, 1 to <see cref="MaxWeight"/>.</param>
public sealed record ReplicaDefinition(Endpoint Address, int Weight)
{
    public const int DefaultWeight = 1;
    public const int MaxWeight = 1000;
}
