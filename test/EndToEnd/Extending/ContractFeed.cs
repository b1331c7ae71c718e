using System.Security;
using SceNettyProxy.Testing;
using SceNettyProxy.Testing.Processes;

namespace SceNettyProxy.EndToEnd.Extending;

/// <summary>
/// The contract as a package in a folder, and a place to build handlers against it as a stranger does: outside the repository,
/// with no other source of packages. What the contract needs is on this machine already, since the proxy was built here.
/// </summary>
internal sealed class ContractFeed : IDisposable
{
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("sceproxy-feed.");

    private ContractFeed()
    {
    }

    /// <summary>Where handlers are made: every project below it takes its packages from the feed.</summary>
    public string Folder => this.root.FullName;

    /// <summary>Packs the contract as it was built with these tests.</summary>
    public static async Task<ContractFeed> CreateAsync()
    {
        var feed = new ContractFeed();
        var packages = feed.root.CreateSubdirectory("feed").FullName;
        await RunAsync("pack", Path.Combine(RepositoryPaths.Root, "src", "Extensions"), "-c", Configuration, "--no-build", "-o", packages);
        File.WriteAllText(
            Path.Combine(feed.Folder, "nuget.config"),
            $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{SecurityElement.Escape(Path.Combine(feed.Folder, "packages"))}" /></config>
              <fallbackPackageFolders><clear /><add key="machine" value="{SecurityElement.Escape(await MachinePackagesAsync())}" /></fallbackPackageFolders>
              <packageSources><clear /><add key="contract" value="{SecurityElement.Escape(packages)}" /></packageSources>
            </configuration>
            """);
        return feed;
    }

    /// <summary>Makes a project from the template.</summary>
    public async Task UseTemplateAsync(string name)
    {
        // A hive of its own leaves the templates of the machine alone.
        var hive = Path.Combine(this.Folder, "hive");
        await RunAsync("new", "install", Path.Combine(RepositoryPaths.Root, "templates", "handler"), "--debug:custom-hive", hive);
        await RunAsync("new", "sceproxy-handler", "-n", name, "-o", Path.Combine(this.Folder, name), "--debug:custom-hive", hive);
    }

    /// <summary>Copies a sample of the repository.</summary>
    public void UseSample(string name)
    {
        var target = this.root.CreateSubdirectory(name);
        foreach (var file in Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "samples", name)))
            File.Copy(file, Path.Combine(target.FullName, Path.GetFileName(file)));
    }

    /// <summary>Builds a project.</summary>
    /// <returns>Its assembly.</returns>
    public async Task<string> BuildAsync(string name)
    {
        var output = Path.Combine(this.Folder, "handlers", name);
        await RunAsync("build", Path.Combine(this.Folder, name), "-c", "Release", "-o", output, "--nologo");
        return Path.Combine(output, $"{name}.dll");
    }

    /// <inheritdoc/>
    public void Dispose() => this.root.Delete(recursive: true);

    private static string Configuration =>
        RepositoryPaths.ProxyAssembly.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            ? "Release"
            : "Debug";

    private static async Task<string> MachinePackagesAsync()
    {
        const string Label = "global-packages:";
        var output = await RunAsync("nuget", "locals", "global-packages", "--list");
        return output.Lines.Single(line => line.StartsWith(Label, StringComparison.Ordinal))[Label.Length..].Trim();
    }

    private static async Task<ToolOutput> RunAsync(params string[] arguments)
    {
        var output = await ToolProcess.TryRunAsync("dotnet", arguments, deadline: BuildLimit);
        if (output.ExitCode != 0)
            throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)}:\n{string.Join('\n', output.Lines)}\n{output.Errors}");
        return output;
    }
}
