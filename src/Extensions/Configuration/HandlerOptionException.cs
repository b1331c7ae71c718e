namespace SceNettyProxy.Extensions.Configuration;

/// <summary>
/// An option is missing or wrong. Thrown from a handler's constructor it keeps the handler from being loaded, and its path
/// and message stand in the log and in the report of <c>sceproxy check</c>.
/// </summary>
/// <param name="path">The option's path in <c>options</c>.</param>
/// <param name="message">What is wrong, as the end of a sentence that begins with the path.</param>
public sealed class HandlerOptionException(string path, string message) : Exception($"options.{path} {message}")
{
    /// <summary>The option's path in <c>options</c>.</summary>
    public string Path { get; } = path;
}
