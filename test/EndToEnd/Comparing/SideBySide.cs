namespace SceNettyProxy.EndToEnd.Comparing;

/// <summary>Prints what both sides have seen and demands that it is the same.</summary>
internal static class SideBySide
{
    /// <summary>All compared values of the last run, for people to read. Runs at the same time have files of their own.</summary>
    public static string ReportPath { get; } = Path.Combine(AppContext.BaseDirectory, $"compared-values{LaneSuffix}.txt");

    /// <summary>Tells the files of one run from those of another at the same time: <c>-</c> and the name that test.sh gave it.</summary>
    public static string LaneSuffix => Environment.GetEnvironmentVariable("E2E_LANE") is { Length: > 0 } lane ? $"-{lane}" : "";

    /// <exception cref="AssertFailedException">The sides differ, or a case has seen nothing at all.</exception>
    /// <param name="context">Of the running test.</param>
    /// <param name="direct">What the direct run has seen.</param>
    /// <param name="other">What the other side's run has seen.</param>
    /// <param name="heading">Printed before: what differs between the sides by nature, such as the connect strings.</param>
    public static void AssertEqual(TestContext context, IReadOnlyList<string> direct, IReadOnlyList<string> other, string? heading = null)
    {
        File.AppendAllText(ReportPath, $"== {context.FullyQualifiedTestClassName}.{context.TestDisplayName}\n");
        if (heading is not null)
            Print(context, heading);
        for (var line = 0; line < Math.Max(direct.Count, other.Count); line++)
        {
            var left = line < direct.Count ? direct[line] : "(nothing)";
            var right = line < other.Count ? other[line] : "(nothing)";
            Print(context, $"direct: {left}");
            Print(context, $"other:  {right}");
            Assert.AreEqual(left, right, $"Line {line + 1}: the first difference between the direct run and the other side");
        }

        Assert.IsNotEmpty(direct, "A case that sees nothing compares nothing");
    }

    /// <summary>Writes a line to the test's output and to the report.</summary>
    public static void Print(TestContext context, string line)
    {
        context.WriteLine("{0}", line);
        File.AppendAllText(ReportPath, line + "\n");
    }
}
