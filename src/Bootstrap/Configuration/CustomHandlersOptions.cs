using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary><c>handlers</c>: the custom handlers, in the order of the file.</summary>
internal sealed record CustomHandlersOptions
{
    public EquatableArray<CustomHandlerOptions> Entries { get; init; } = [];
}
