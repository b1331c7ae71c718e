namespace SceNettyProxy.Handlers.Session;

/// <summary>What the greeting says the server is, where the configuration leaves it to the primaries. Any thread.</summary>
internal sealed class ServerIdentity
{
    /// <summary>Until a primary was asked: a version that no client takes for one without the features it needs.</summary>
    public const string DefaultVersion = "8.0.36-SceNettyProxy";

    private volatile string? learned;

    public string Version => learned ?? DefaultVersion;

    public bool IsKnown => learned is not null;

    /// <summary>The first server that answers decides; later ones that differ change nothing.</summary>
    /// <returns>True when the version was taken.</returns>
    public bool Learn(string version)
    {
        if (learned is not null)
            return false;
        learned = version;
        return true;
    }
}
