using System.Collections.Frozen;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Tenancy.Tests;

internal static class Definitions
{
    public const string Password = "sesame-and-lilies";

    public static DatabaseDefinition Shop(string name = "shop") => new()
    {
        Name = name,
        Users = [new UserDefinition { Name = "shop", Password = Password }],
        ServerUser = "proxy",
        ServerPassword = Password,
        Schema = "shop",
        Primary = new Endpoint("127.0.0.1", 3306),
        Replicas = [new ReplicaDefinition(new Endpoint("127.0.0.1", 3307), 1)],
    };

    public static RegistrySnapshot Snapshot(params DatabaseDefinition[] databases) => new()
    {
        Databases = databases.ToFrozenDictionary(database => database.Name),
    };
}
