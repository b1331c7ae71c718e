using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SceNettyProxy.Extensions.Configuration;

/// <summary>
/// What a handler is made with: a public constructor that takes one is called with it; a handler without such a
/// constructor needs one without parameters.
/// </summary>
public sealed record HandlerSetup
{
    /// <summary>The <c>name</c> of the entry in proxy.json.</summary>
    public string Name { get; init; } = "";

    /// <summary>The <c>options</c> of the entry.</summary>
    public HandlerOptions Options { get; init; } = HandlerOptions.Empty;

    /// <summary>The folder of proxy.json, for relative paths in options.</summary>
    public string Folder { get; init; } = "";

    /// <summary>The log of the proxy, in a category of the handler's own: <c>SceNettyProxy.Handlers.&lt;name&gt;</c>. Never write
    /// a password or a literal of a statement there.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;
}
