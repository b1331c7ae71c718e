using System.Reflection;
using SceNettyProxy.EndToEnd.Comparing;

namespace SceNettyProxy.EndToEnd.Drivers.External;

/// <summary>
/// The cases of one driver: the whole program runs once directly on the primary and once through the other side, each
/// time on new schemas, and each case is compared by itself.
/// </summary>
internal sealed class ExternalSuite(ExternalProgram program)
{
    private const int FewestCases = 40;
    private static readonly TimeSpan ListDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RunDeadline = TimeSpan.FromMinutes(8);

    private Task<ExternalRun[]>? runs;

    /// <summary>The names of the cases as the program lists them; one that cannot be listed has a case that fails.</summary>
    public IEnumerable<object[]> Cases => this.List().Select(name => new object[] { name });

    /// <summary>Names a result after its case.</summary>
    public static string DisplayName(MethodInfo method, object[] row) => $"{method.DeclaringType!.Name}: {row[0]}";

    /// <summary>Compares what one case has seen on both sides.</summary>
    public async Task CompareAsync(TestContext context, string name)
    {
        var sides = await this.RunAsync();
        var direct = sides[0].ValuesOf(name);
        SideBySide.AssertEqual(context, direct, sides[1].ValuesOf(name));
    }

    /// <summary>Prints the driver and what it cannot do; demands enough cases, all of them listed, and a good end.</summary>
    public async Task AssertCompleteAsync(TestContext context)
    {
        var sides = await this.RunAsync();
        context.WriteLine("{0}", sides[0].Driver ?? "no driver");
        foreach (var unsupported in sides[0].Cases.Where(found => found.Unsupported is not null))
            context.WriteLine("not supported by the driver: {0}: {1}", unsupported.Name, unsupported.Unsupported!);
        var listed = this.List().ToHashSet();
        foreach (var side in sides)
        {
            Assert.IsNotNull(side.Driver, side.Side);
            Assert.IsEmpty(side.Faults, $"{side.Side}: {string.Join('\n', side.Faults)}");
            foreach (var found in side.Cases)
                Assert.AreEqual(found.Unsupported is null, listed.Contains(found.Name), $"{side.Side}: what is listed must be what runs: '{found.Name}'");
        }

        Assert.IsGreaterThanOrEqualTo(FewestCases, listed.Count);
    }

    private string[] List()
    {
        try
        {
            var output = program.RunAsync(["--list"], new Dictionary<string, string>(), ListDeadline).GetAwaiter().GetResult();
            return output.Failure is null ? [.. output.Lines] : [$"The cases cannot be listed: {output.Failure}"];
        }
        catch (InvalidOperationException error)
        {
            return [error.Message];
        }
    }

    private Task<ExternalRun[]> RunAsync() => this.runs ??= this.RunBothAsync();

    private async Task<ExternalRun[]> RunBothAsync() =>
        [await this.RunSideAsync("direct", SharedServers.DirectPort), await this.RunSideAsync("other", SharedServers.OtherPort)];

    private async Task<ExternalRun> RunSideAsync(string side, int port)
    {
        await ExternalSchemas.CreateAsync();
        return new ExternalRun(side, await program.RunAsync([], ExternalSchemas.Environment(port), RunDeadline));
    }
}
