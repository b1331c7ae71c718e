using System.Collections.Immutable;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>The settings, or every error that keeps them from being used.</summary>
/// <param name="Options">Null when there are errors.</param>
/// <param name="Errors">Empty when there are options.</param>
/// <param name="KnownPaths">Every key that was asked for, as a path; tells which keys exist.</param>
internal sealed record ProxyConfigurationResult(
    ProxyOptions? Options,
    ImmutableArray<ConfigurationError> Errors,
    ImmutableArray<string> KnownPaths);
