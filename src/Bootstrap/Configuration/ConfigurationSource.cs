namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>Where the configuration of this process comes from.</summary>
/// <param name="Folder">The configuration folder.</param>
/// <param name="Overrides">From the command line: <c>path=value</c> each.</param>
internal sealed record ConfigurationSource(string Folder, IReadOnlyList<string> Overrides)
{
    public string ProxyFile => Resolve(ProxyConfiguration.FileName);

    /// <summary>A path relative to the configuration folder.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, Path.GetFullPath(Folder));
}
