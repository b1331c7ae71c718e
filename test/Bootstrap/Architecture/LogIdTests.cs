using System.Text.RegularExpressions;
using SceNettyProxy.Testing;

namespace SceNettyProxy.Bootstrap.Tests.Architecture;

/// <summary>Operators filter the log by the ids of its lines.</summary>
[TestClass]
public sealed partial class LogIdTests
{
    [TestMethod]
    public void No_two_log_lines_have_the_same_id()
    {
        string[] files = Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "src"), "*.cs", SearchOption.AllDirectories);
        var ids = files
            .SelectMany(file => LogLine().Matches(File.ReadAllText(file)).Select(line => (Id: line.Groups[1].Value, File: Path.GetFileName(file))))
            .GroupBy(line => line.Id)
            .ToArray();
        Assert.IsGreaterThan(50, ids.Length, "the lines are found");
        Assert.IsEmpty(ids.Where(same => same.Count() > 1).Select(same => $"{same.Key}: {string.Join(", ", same.Select(line => line.File))}"));
    }

    [GeneratedRegex(@"\[LoggerMessage\((\d+)")]
    private static partial Regex LogLine();
}
