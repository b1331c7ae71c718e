using Microsoft.Extensions.Logging;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>The lowest level that is logged for categories that start with a name.</summary>
internal sealed record CategoryLevel(string Category, LogLevel Level);
