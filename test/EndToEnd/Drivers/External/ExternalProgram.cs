using SceNettyProxy.Testing;

namespace SceNettyProxy.EndToEnd.Drivers.External;

/// <summary>
/// A program that runs the cases of one driver, in the driver's own language. Its sources are in the folder of its name
/// beside this one; what is built from them goes to <see cref="BuildFolder"/>, once per run of the tests.
/// </summary>
/// <param name="name">The folder of its sources.</param>
/// <param name="command">Started in the folder of the sources.</param>
/// <param name="arguments">Come before those that the harness adds.</param>
internal sealed class ExternalProgram(string name, string command, params string[] arguments)
{
    private readonly List<BuildStep> steps = [];
    private readonly Dictionary<string, string> settings = [];
    private Task? built;

    /// <summary>The folder of its sources, and its name in messages.</summary>
    public string Name => name;

    /// <summary>Where the sources are.</summary>
    public string SourceFolder { get; } = Path.Combine(RepositoryPaths.Root, "test", "EndToEnd", "Drivers", name);

    /// <summary>Where <see cref="SourceFolder"/> goes when it is built, seen from the name of a driver.</summary>
    public string BuildFolder { get; } = BuildFolderOf(name);

    /// <summary>As <see cref="BuildFolder"/>, for the arguments of a program that is just being described.</summary>
    public static string BuildFolderOf(string name) => Path.Combine(RepositoryPaths.Root, "test", "EndToEnd", "obj", "drivers", name);

    /// <summary>Adds a command that must succeed before the program can run.</summary>
    public ExternalProgram BuiltBy(string tool, params string[] toolArguments)
    {
        this.steps.Add(new BuildStep(tool, toolArguments));
        return this;
    }

    /// <summary>Sets a variable of the environment for the program and for the commands that build it.</summary>
    public ExternalProgram With(string variable, string value)
    {
        this.settings.Add(variable, value);
        return this;
    }

    /// <summary>Runs it to its end or to the deadline, built before if need be.</summary>
    /// <param name="more">Arguments after its own.</param>
    /// <param name="environment">Variables besides its own.</param>
    /// <param name="deadline">Above it, it is killed with all that it has started.</param>
    /// <exception cref="InvalidOperationException">It cannot be built or started; the message holds why.</exception>
    public async Task<ExternalOutput> RunAsync(
        IReadOnlyList<string> more, IReadOnlyDictionary<string, string> environment, TimeSpan deadline)
    {
        await (this.built ??= this.BuildAsync());
        return await ExternalOutput.OfAsync(command, [.. arguments, .. more], this.SourceFolder, [.. this.settings, .. environment], deadline);
    }

    private async Task BuildAsync()
    {
        if (this.steps.Count == 0)
            return;
        Directory.CreateDirectory(this.BuildFolder);
        foreach (var step in this.steps)
        {
            var output = await ExternalOutput.OfAsync(step.Tool, step.Arguments, this.SourceFolder, this.settings, TimeSpan.FromMinutes(5));
            if (output.Failure is not null)
                throw new InvalidOperationException($"{name} cannot be built by {step.Tool}: {output.Failure}\n{string.Join('\n', output.Lines)}");
        }
    }

    private sealed record BuildStep(string Tool, string[] Arguments);
}
