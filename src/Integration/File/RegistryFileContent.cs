using System.Collections.Immutable;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Integration.File;

/// <summary>What a registry file says: a snapshot, or every error that keeps it from being one.</summary>
/// <param name="Snapshot">Null when there are errors.</param>
/// <param name="Errors">Empty when there is a snapshot.</param>
public sealed record RegistryFileContent(RegistrySnapshot? Snapshot, ImmutableArray<ConfigurationError> Errors)
{
    /// <summary>What works, but not always.</summary>
    public ImmutableArray<ConfigurationWarning> Warnings { get; init; } = [];
}
