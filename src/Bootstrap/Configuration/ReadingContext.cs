using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>What one reading of the configuration gathers: what is wrong, and which keys exist.</summary>
internal sealed class ReadingContext
{
    /// <summary>What relative paths are relative to.</summary>
    public string Folder { get; init; } = "";

    public List<ConfigurationError> Errors { get; } = [];

    public List<string> KnownPaths { get; } = [];

    /// <summary>A path made absolute; empty stays empty.</summary>
    public string Resolve(string path) => path.Length == 0 ? path : Path.GetFullPath(path, Folder);

    public void Fail(string path, string message) => Errors.Add(new ConfigurationError(path, message));
}
