using System.Collections.Frozen;
using SceNettyProxy.Tenancy.Addresses;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Handlers.Tests.Rig;

/// <summary>The entry that tests log in to, and how to vary it.</summary>
internal static class Databases
{
    public const string Name = "shop";
    public const string Schema = "shop_real";
    public const string User = "app";
    public const string Password = "secret";
    public const string ServerUser = "svc";
    public const string ServerPassword = "svc-secret";

    public static Endpoint PrimaryEndpoint { get; } = new("10.0.0.1", 3306);

    public static Endpoint ReplicaEndpoint { get; } = new("10.0.0.2", 3306);

    public static Endpoint SecondReplicaEndpoint { get; } = new("10.0.0.3", 3306);

    public static AddressList Anybody { get; } = Addresses("0.0.0.0/0");

    /// <summary>One primary and one replica; a write does not keep reads on the primary.</summary>
    public static DatabaseDefinition Shop { get; } = new()
    {
        Name = Name,
        Users = [new UserDefinition { Name = User, Password = Password }],
        ServerUser = ServerUser,
        ServerPassword = ServerPassword,
        Schema = Schema,
        Primary = PrimaryEndpoint,
        Replicas = [new ReplicaDefinition(ReplicaEndpoint, 1)],
        ReadAfterWrite = TimeSpan.Zero,
    };

    public static AddressList Addresses(params string[] entries)
    {
        Assert.IsTrue(AddressList.TryParse(entries, out AddressList? list, out _));
        return list;
    }

    public static RegistrySnapshot Snapshot(params DatabaseDefinition[] definitions) => new()
    {
        AuthedIps = Anybody,
        Databases = definitions.ToFrozenDictionary(static definition => definition.Name, StringComparer.Ordinal),
    };
}
