using System.Reflection;
using SceNettyProxy.Testing;

namespace SceNettyProxy.EndToEnd.Routing;

/// <summary>The table in docs/routing.md and the tests name each other.</summary>
[TestClass]
public sealed class RowTableTests
{
    /// <summary>What stands in the place of tests in a row whose time has not come.</summary>
    private const string NotYet = "not yet:";

    private static readonly RoutingRow[] Rows = [.. ReadRows()];

    [TestMethod]
    public void Every_row_has_tests_or_says_that_it_is_not_done_yet()
    {
        Assert.IsGreaterThan(40, Rows.Length, "the table was not found");
        CollectionAssert.AllItemsAreUnique(Rows.Select(row => row.Id).ToArray());
        foreach (RoutingRow row in Rows)
            Assert.IsTrue(row.Tests.Length > 0 != row.IsNotYet, row.Id);
    }

    [TestMethod]
    public void Every_test_named_in_the_table_exists_and_names_its_row()
    {
        ILookup<string, string> tests = TestsByRow();
        foreach (RoutingRow row in Rows)
            CollectionAssert.IsSubsetOf(row.Tests, tests[row.Id].ToArray(), row.Id);
    }

    [TestMethod]
    public void Every_test_that_names_a_row_stands_in_the_table()
    {
        foreach (IGrouping<string, string> row in TestsByRow())
        {
            RoutingRow? listed = Array.Find(Rows, candidate => candidate.Id == row.Key);
            Assert.IsNotNull(listed, $"no row {row.Key}");
            CollectionAssert.AreEquivalent(row.ToArray(), listed.Tests, row.Key);
        }
    }

    /// <summary>Row id to the names of tests, which a class repeats only as overloads.</summary>
    private static ILookup<string, string> TestsByRow() => typeof(RowTableTests).Assembly.GetTypes()
        .Where(type => type.IsDefined(typeof(TestClassAttribute)))
        .SelectMany(type => type.GetMethods())
        .Where(method => method.IsDefined(typeof(TestMethodAttribute), inherit: true))
        .SelectMany(method => method.GetCustomAttributes<RoutingRowAttribute>(), (method, row) => (row.Id, method))
        .ToLookup(pair => pair.Id, pair => $"{pair.method.DeclaringType!.Name}.{pair.method.Name}");

    /// <summary>Lines such as <c>| `row.id` | rule | `Class.Test`, `Class.Test` |</c>.</summary>
    private static IEnumerable<RoutingRow> ReadRows()
    {
        foreach (string line in File.ReadLines(Path.Combine(RepositoryPaths.Root, "docs", "routing.md")))
        {
            string[] cells = line.Split(" | ", StringSplitOptions.TrimEntries);
            if (cells.Length != 3 || !cells[0].StartsWith("| `", StringComparison.Ordinal))
                continue;
            string last = cells[2].TrimEnd('|', ' ');
            bool isNotYet = last.StartsWith(NotYet, StringComparison.Ordinal);
            string[] tests = isNotYet
                ? []
                : [.. last.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => name.Trim('`'))];
            yield return new RoutingRow(cells[0][2..].Trim('`'), tests, isNotYet);
        }
    }

    private sealed record RoutingRow(string Id, string[] Tests, bool IsNotYet);
}
