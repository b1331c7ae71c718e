namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>What the proxy tells of itself on demand: <c>diagnostics</c>.</summary>
internal sealed record DiagnosticsOptions
{
    /// <summary>Where SIGUSR1 writes a dump; relative to the configuration folder, made where it is missing. Restart.</summary>
    public string Folder { get; init; } = "diagnostics";
}
