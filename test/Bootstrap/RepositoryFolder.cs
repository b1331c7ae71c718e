namespace SceNettyProxy.Bootstrap.Tests;

/// <summary>Finds the files of the repository from the test's own folder.</summary>
internal static class RepositoryFolder
{
    private const string Mark = "SceNettyProxy.sln";

    public static string Conf => Path.Combine(Find(), "conf");

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, Mark)))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"no folder above holds {Mark}");
    }
}
