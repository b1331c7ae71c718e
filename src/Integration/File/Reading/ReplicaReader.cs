using System.Text.Json;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Integration.File.Reading;

/// <summary>Reads the list of replicas: objects with <c>address</c> and <c>weight</c>, or plain addresses.</summary>
internal static class ReplicaReader
{
    public static EquatableArray<ReplicaDefinition> Read(ObjectReader database, ErrorList errors)
    {
        List<ReplicaDefinition> replicas = [];
        foreach (JsonItem item in database.Items("replicas"))
        {
            if (ReadOne(item, errors) is not { } replica)
                continue;
            if (replicas.Exists(other => other.Address == replica.Address))
                errors.Add(item.Path, $"lists {replica.Address} a second time");
            replicas.Add(replica);
        }

        return [.. replicas];
    }

    private static ReplicaDefinition? ReadOne(JsonItem item, ErrorList errors)
    {
        if (item.Value.ValueKind == JsonValueKind.String)
        {
            return EndpointReader.Parse(item.Value.GetString()!, item.Path, errors) is { } address
                ? new ReplicaDefinition(address, ReplicaDefinition.DefaultWeight)
                : null;
        }

        if (ObjectReader.Open(item, errors) is not { } reader)
            return null;
        Endpoint? endpoint = EndpointReader.Read(reader, "address", errors);
        long weight = reader.Whole("weight", 1, ReplicaDefinition.MaxWeight) ?? ReplicaDefinition.DefaultWeight;
        reader.Finish();
        return endpoint is { } found ? new ReplicaDefinition(found, (int)weight) : null;
    }
}
