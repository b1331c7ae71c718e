using System.Collections.Immutable;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Integration.ZooKeeper.Registry;

/// <summary>What the nodes of a database say: a definition, or what keeps them from being one.</summary>
/// <param name="Definition">Null when nodes are missing or wrong.</param>
/// <param name="Missing">The names of the nodes that are missing.</param>
/// <param name="Errors">What is wrong, with the paths of the nodes.</param>
internal sealed record DatabaseReading(
    DatabaseDefinition? Definition, ImmutableArray<string> Missing, ImmutableArray<ConfigurationError> Errors);
