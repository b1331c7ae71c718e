using System.Collections.Frozen;
using System.Collections.Immutable;
using SceNettyProxy.Tenancy.Addresses;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Tenancy.Registry;

/// <summary>
/// All that a registry says at one moment. Immutable; swapped whole by <see cref="TenantRegistry"/>.
/// </summary>
public sealed record RegistrySnapshot
{
    public static RegistrySnapshot Empty { get; } = new();

    /// <summary>Addresses that may log in to every database.</summary>
    public AddressList AuthedIps { get; init; } = AddressList.Empty;

    /// <summary>The databases by the name that clients log in with. Case counts.</summary>
    public IReadOnlyDictionary<string, DatabaseDefinition> Databases { get; init; } =
        ImmutableDictionary.Create<string, DatabaseDefinition>(StringComparer.Ordinal);

    /// <summary>The quotas by type name, the built-in types included.</summary>
    public FrozenDictionary<string, TypeDefinition> Types { get; init; } =
        TypeDefinition.BuiltIn.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);
}
