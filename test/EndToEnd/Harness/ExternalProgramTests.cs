using SceNettyProxy.EndToEnd.Drivers.External;

namespace SceNettyProxy.EndToEnd.Harness;

/// <summary>Programs of drivers that go wrong: nothing of it may pass for a good run.</summary>
[TestClass]
public sealed class ExternalProgramTests
{
    private static readonly Dictionary<string, string> NoSettings = [];

    [TestMethod]
    public async Task The_lines_of_a_case_are_read()
    {
        var run = await RunAsync("""echo '{"driver":"d","version":"1","connect":"c"}'; echo '{"case":"a","values":["1","ü"]}'""");
        Assert.AreEqual("d 1, c", run.Driver);
        Assert.AreSequenceEqual(["1", "ü"], run.ValuesOf("a"));
        Assert.IsEmpty(run.Faults);
    }

    [TestMethod]
    public async Task A_case_with_an_error_fails_with_its_text()
    {
        var run = await RunAsync("""echo '{"case":"a","error":"lost it"}'""");
        var failed = Assert.ThrowsExactly<AssertFailedException>(() => run.ValuesOf("a"));
        Assert.Contains("lost it", failed.Message);
    }

    [TestMethod]
    public async Task An_unsupported_case_has_no_values()
    {
        var run = await RunAsync("""echo '{"case":"a","unsupported":"cannot"}'""");
        Assert.ThrowsExactly<AssertFailedException>(() => run.ValuesOf("a"));
        Assert.IsEmpty(run.Faults);
    }

    [TestMethod]
    public async Task A_crash_fails_the_cases_behind_it_with_the_standard_error()
    {
        var run = await RunAsync("""echo '{"case":"a","values":["1"]}'; echo 'out of luck' >&2; exit 3""");
        Assert.AreSequenceEqual(["1"], run.ValuesOf("a"));
        var failed = Assert.ThrowsExactly<AssertFailedException>(() => run.ValuesOf("b"));
        Assert.Contains("ended with 3", failed.Message);
        Assert.Contains("out of luck", failed.Message);
    }

    [TestMethod]
    public async Task A_program_that_hangs_is_killed_with_its_children()
    {
        var run = await RunAsync("""echo '{"case":"a","values":["1"]}'; sleep 600 & wait""", TimeSpan.FromSeconds(1));
        Assert.AreSequenceEqual(["1"], run.ValuesOf("a"));
        Assert.Contains("did not end", string.Join('\n', run.Faults));
    }

    [TestMethod]
    public async Task A_line_that_is_no_case_is_a_fault()
    {
        foreach (var line in new[] { "Warning: something", "{}", """{"case":"a"}""", """{"case":"a","values":7}""", "[1]" })
            Assert.HasCount(1, (await RunAsync($"echo '{line}'")).Faults, line);
    }

    [TestMethod]
    public async Task A_case_that_comes_twice_is_a_fault() =>
        Assert.HasCount(1, (await RunAsync("""for n in 1 2; do echo '{"case":"a","values":["1"]}'; done""")).Faults);

    [TestMethod]
    public async Task A_program_that_is_missing_or_cannot_be_built_says_so()
    {
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(
            () => new ExternalProgram("External", "no-such-program").RunAsync([], NoSettings, TimeSpan.FromSeconds(10)));
        var broken = new ExternalProgram("External", "true").BuiltBy("bash", "-c", "echo 'no compiler' >&2; exit 1");
        var failed = await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => broken.RunAsync([], NoSettings, TimeSpan.FromSeconds(10)));
        Assert.Contains("no compiler", failed.Message);
    }

    [TestMethod]
    public async Task A_program_that_cannot_list_its_cases_has_one_that_fails()
    {
        var suite = new ExternalSuite(new ExternalProgram("External", "no-such-program"));
        var name = (string)suite.Cases.Single()[0];
        Assert.Contains("no-such-program", name);
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => suite.CompareAsync(this.TestContext, name));
    }

    public required TestContext TestContext { get; set; }

    private static async Task<ExternalRun> RunAsync(string script, TimeSpan? deadline = null) =>
        new("direct", await new ExternalProgram("External", "bash", "-c", script).RunAsync([], NoSettings, deadline ?? TimeSpan.FromSeconds(30)));
}
