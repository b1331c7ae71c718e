using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Custom;

/// <summary>Custom handlers cannot be loaded.</summary>
/// <param name="errors">At least one, with paths in proxy.json.</param>
internal sealed class HandlerLoadException(params IReadOnlyList<ConfigurationError> errors) : Exception(string.Join("; ", errors))
{
    public IReadOnlyList<ConfigurationError> Errors { get; } = errors;
}
