using System.Collections.Frozen;
using SceNettyProxy.Tenancy.Addresses;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Tenancy.Registry;

/// <summary>What is to be different from the snapshot in force, see <see cref="TenantRegistry.Apply(RegistryEdit)"/>.</summary>
public sealed record RegistryEdit
{
    /// <summary>The databases that come or change by their names; null for one that goes. Others stay as they are.</summary>
    public IReadOnlyDictionary<string, DatabaseDefinition?> Databases { get; init; } =
        FrozenDictionary<string, DatabaseDefinition?>.Empty;

    /// <summary>Null where they stay as they are.</summary>
    public AddressList? AuthedIps { get; init; }

    /// <summary>All types, the built-in ones included; null where they stay as they are.</summary>
    public FrozenDictionary<string, TypeDefinition>? Types { get; init; }
}
