using SceNettyProxy.Tenancy.Addresses;
using SceNettyProxy.Tenancy.Learning;

namespace SceNettyProxy.Tenancy.Databases;

/// <summary>
/// A database as the registry describes it: who may log in, which servers hold it, and how it may be used. Immutable and
/// equal by value, so that a reload can tell what changed.
/// </summary>
public sealed record DatabaseDefinition
{
    /// <summary>In <see cref="Schemas"/>: every schema that the server account can see.</summary>
    public const string AnySchema = "*";

    /// <summary>The type of a database that names none.</summary>
    public const string DefaultType = "default";

    /// <summary>The policy that lets every statement pass.</summary>
    public const string TransparentPolicy = "transparent";

    /// <summary>The name that clients log in with. Case counts.</summary>
    public required string Name { get; init; }

    /// <summary>Who may log in: the entry's own user first, at least this one; names are unique.</summary>
    public required EquatableArray<UserDefinition> Users { get; init; }

    /// <summary>The account by which the proxy logs in to the servers.</summary>
    public required string ServerUser { get; init; }

    /// <summary>Its password in plain text; null where the entry holds only a hash of it: see
    /// <see cref="Registry.Tenant.NativeSecret"/>.</summary>
    public required string? ServerPassword { get; init; }

    /// <summary>The real schema on the servers, current after login.</summary>
    public required string Schema { get; init; }

    /// <summary>More schemas that USE and COM_INIT_DB may name; <see cref="AnySchema"/> admits all.</summary>
    public EquatableArray<string> Schemas { get; init; }

    /// <summary>The server that takes writes, and reads when no replica can.</summary>
    public required Endpoint Primary { get; init; }

    /// <summary>The servers that take reads; may be empty.</summary>
    public EquatableArray<ReplicaDefinition> Replicas { get; init; }

    /// <summary>
    /// Addresses that may log in here, besides those of <see cref="Registry.RegistrySnapshot.AuthedIps"/>.
    /// </summary>
    public AddressList AuthedIps { get; init; } = AddressList.Empty;

    /// <summary>A name in <see cref="Registry.RegistrySnapshot.Types"/>.</summary>
    public string Type { get; init; } = DefaultType;

    /// <summary>Nobody may log in; sessions end at their next packet boundary.</summary>
    public bool Disabled { get; init; }

    /// <summary>LOAD DATA LOCAL INFILE may ask clients for files.</summary>
    public bool AllowLocalInfile { get; init; }

    /// <summary>The name of the policy that says which statements may run.</summary>
    public string SqlPolicy { get; init; } = TransparentPolicy;

    /// <summary>What becomes of the digests of its statements.</summary>
    public LearningMode Learning { get; init; } = LearningMode.Off;

    /// <summary>
    /// How long reads of a session stay on the primary after it may have written; zero turns this off.
    /// </summary>
    public TimeSpan ReadAfterWrite { get; init; } = TimeSpan.FromSeconds(1);

    public LimitsDefinition Limits { get; init; } = LimitsDefinition.None;

    public PoolDefinition Pool { get; init; } = PoolDefinition.Inherited;

    /// <summary>The user of that name, or null.</summary>
    public UserDefinition? FindUser(string name)
    {
        foreach (UserDefinition user in Users)
        {
            if (user.Name == name)
                return user;
        }

        return null;
    }

    /// <summary>
    /// The schema on the servers that a client means by <paramref name="name"/>: the entry's own name stands for
    /// <see cref="Schema"/>, a schema that may be used for itself. Null when it may not be used.
    /// </summary>
    public string? ResolveSchema(string name)
    {
        if (name == Name)
            return Schema;
        if (name == Schema)
            return name;
        foreach (string schema in Schemas)
        {
            if (schema == name || schema == AnySchema)
                return name;
        }

        return null;
    }

    /// <summary>Whether a client may name that schema in USE, in COM_INIT_DB or at login.</summary>
    public bool AllowsSchema(string name) => ResolveSchema(name) is not null;

    /// <summary>A short form without any password.</summary>
    public override string ToString() => $"{Name} ({Schema} on {Primary}, {Replicas.Length} replicas)";
}
