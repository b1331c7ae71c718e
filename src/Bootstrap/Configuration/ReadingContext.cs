using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>What one reading of the configuration gathers: what is wrong, and which keys exist.</summary>
/// <param name="folder">The configuration folder.</param>
internal sealed class ReadingContext(string folder)
{
    /// <summary>What paths are relative to; a full path.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    public List<ConfigurationError> Errors { get; } = [];

    public List<string> KnownPaths { get; } = [];

    public void Fail(string path, string message) => Errors.Add(new ConfigurationError(path, message));
}
