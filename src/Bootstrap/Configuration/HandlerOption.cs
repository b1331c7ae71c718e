namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>A value of a handler's <c>options</c>.</summary>
/// <param name="Path">With colons between its parts.</param>
internal readonly record struct HandlerOption(string Path, string Value);
