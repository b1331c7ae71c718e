using Microsoft.Extensions.Logging;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>What is logged: <c>logging</c>.</summary>
internal sealed record LoggingOptions
{
    /// <summary>The category that stands for all that are not listed.</summary>
    public const string DefaultCategory = "Default";

    /// <summary>
    /// The lowest level that is logged, by the beginning of the category's name; the longest match counts.
    /// </summary>
    public EquatableArray<CategoryLevel> Levels { get; init; } =
    [
        new CategoryLevel(DefaultCategory, LogLevel.Information),
        new CategoryLevel("DotNetty", LogLevel.Warning),
        new CategoryLevel("Microsoft", LogLevel.Warning),
    ];
}
