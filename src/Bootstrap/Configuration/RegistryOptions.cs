namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>Where the databases come from: <c>registry</c>.</summary>
internal sealed record RegistryOptions
{
    /// <summary>The file; relative to the configuration folder.</summary>
    public string File { get; init; } = "databases.json";

    /// <summary>The key of encrypted passwords, relative to the configuration folder; empty for none.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>Takes the place of the files of databases and forbids where it names servers.</summary>
    public ZooKeeperSettings ZooKeeper { get; init; } = new();
}
