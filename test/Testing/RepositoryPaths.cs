namespace SceNettyProxy.Testing;

/// <summary>Where the files of this repository are, seen from a running test.</summary>
public static class RepositoryPaths
{
    private const string Solution = "SceNettyProxy.sln";

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The proxy's executable, built with the same configuration (Debug or Release) as the running test.</summary>
    public static string ProxyAssembly =>
        Path.Combine(Root, "src", "Bootstrap", "bin", BuildConfiguration, "net10.0", "sceproxy.dll");

    private static string BuildConfiguration =>
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            ? "Release"
            : "Debug";

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution)))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No {Solution} above {AppContext.BaseDirectory}");
    }
}
