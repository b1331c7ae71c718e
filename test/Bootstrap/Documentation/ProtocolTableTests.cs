using System.Text.RegularExpressions;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Testing;

namespace SceNettyProxy.Bootstrap.Tests.Documentation;

/// <summary>The tables of docs/protocol.md, the code and the tests name the same things.</summary>
[TestClass]
public sealed partial class ProtocolTableTests
{
    private const string NoTest = "no test";
    private const string FakeMark = "`fake`:";

    private static readonly ProtocolRow[] Rows = [.. ReadRows()];

    /// <summary>Bodies of test methods by <c>Class.Method</c>, as more than one project may have a class of that name.</summary>
    private static readonly ILookup<string, TestSource> Tests = ReadTests().ToLookup(static test => test.Name);

    [TestMethod]
    public void No_row_is_there_twice()
    {
        Assert.IsGreaterThan(100, Rows.Length, "the tables were not found");
        CollectionAssert.AllItemsAreUnique(Rows.Select(static row => row.Key).ToArray());
    }

    [TestMethod]
    public void Every_command_has_a_row_with_its_byte()
    {
        AssertRows("com", Enum.GetNames<CommandCode>(), "unknown", "too-large", "pipelined");
        foreach (CommandCode code in Enum.GetValues<CommandCode>())
            Assert.AreEqual(((byte)code).ToString(), Row("com", code.ToString()).Cells[1], code.ToString());
    }

    [TestMethod]
    public void Every_capability_has_a_row()
    {
        AssertRows("flag", Flags(Enum.GetNames<CapabilityFlags>()));
        AssertRows("mariadb", Flags(Enum.GetNames<MariaDbCapabilities>()));
    }

    [TestMethod]
    public void Every_kind_of_answer_has_a_row() => AssertRows("answer", Enum.GetNames<ResponseContext>());

    [TestMethod]
    public void Every_authentication_plugin_has_a_row_for_each_side_that_speaks_it()
    {
        string[] known = [.. PluginNames(Source("src", "Codecs")), .. PluginNames(Source("src", "Handlers"))];
        Assert.IsGreaterThan(3, known.Length, "the plugins were not found");
        string[] inTable =
        [
            .. Rows.Where(static row => row.Key.Contains("-auth.", StringComparison.Ordinal))
                .Select(static row => row.Key[(row.Key.IndexOf('.', StringComparison.Ordinal) + 1)..])
                .Where(static name => name.Contains('_', StringComparison.Ordinal))
                .Distinct(),
        ];
        CollectionAssert.AreEquivalent(known.Distinct().ToArray(), inTable);
        foreach (string name in known)
            Assert.IsTrue(Array.Exists(Rows, row => row.Key == $"server-auth.{name}"), $"server-auth.{name}");
    }

    [TestMethod]
    public void Every_row_has_tests_that_exist_or_says_that_it_has_none()
    {
        foreach (ProtocolRow row in Rows)
        {
            Assert.AreEqual(row.TestCell == NoTest, row.Tests.Length == 0, row.Key);
            foreach (string test in row.Tests)
                Assert.IsTrue(Tests.Contains(test), $"{row.Key}: there is no test {test}");
        }
    }

    /// <summary>A suite in another language has one test for all its cases, and the case stands behind it.</summary>
    [TestMethod]
    public void Every_case_named_behind_a_test_stands_in_the_files_beside_it()
    {
        foreach (ProtocolRow row in Rows)
        {
            foreach (Match match in CaseName().Matches(row.TestCell))
            {
                string folder = Path.GetDirectoryName(Tests[match.Groups[1].Value].First().File)!;
                bool stands = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                    .Any(file => !Generated().IsMatch(file)
                        && File.ReadAllText(file).Contains(match.Groups[2].Value, StringComparison.Ordinal));
                Assert.IsTrue(stands, $"{row.Key}: there is no case {match.Groups[2].Value}");
            }
        }
    }

    [TestMethod]
    public void A_row_without_the_mark_has_a_test_behind_real_servers_and_no_other_row_has()
    {
        foreach (ProtocolRow row in Rows.Where(static row => row.Tests.Length > 0))
        {
            bool isReal = row.Tests.Any(static test => Tests[test].Any(static source => source.IsReal));
            Assert.AreNotEqual(row.IsFake, isReal, row.Key);
        }
    }

    private static void AssertRows(string group, IEnumerable<string> members, params string[] others)
    {
        string[] listed = [.. Rows.Where(row => row.Key.StartsWith($"{group}.", StringComparison.Ordinal)).Select(static row => row.Key)];
        string[] expected = [.. members.Select(Kebab).Concat(others).Select(name => $"{group}.{name}")];
        Assert.IsEmpty(expected.Except(listed), $"without a row: {string.Join(", ", expected.Except(listed))}");
        Assert.IsEmpty(listed.Except(expected), $"without a member in the code: {string.Join(", ", listed.Except(expected))}");
    }

    private static ProtocolRow Row(string group, string member) => Rows.Single(row => row.Key == $"{group}.{Kebab(member)}");

    private static IEnumerable<string> Flags(IEnumerable<string> names) => names.Where(static name => name != "None");

    /// <summary><c>StmtSendLongData</c> is <c>stmt-send-long-data</c>.</summary>
    private static string Kebab(string name) => InnerCapital().Replace(name, "-$0").ToLowerInvariant();

    private static IEnumerable<string> PluginNames(IEnumerable<string> files) => files
        .SelectMany(static file => PluginName().Matches(File.ReadAllText(file)))
        .Select(static match => match.Groups[1].Value);

    private static IEnumerable<string> Source(params string[] folders) => Directory
        .EnumerateFiles(Path.Combine([RepositoryPaths.Root, .. folders]), "*.cs", SearchOption.AllDirectories)
        .Where(static file => !Generated().IsMatch(file));

    /// <summary>Lines such as <c>| `key` | … | `Class.Test`, `Class.Test` |</c>.</summary>
    private static IEnumerable<ProtocolRow> ReadRows()
    {
        foreach (string line in File.ReadLines(Path.Combine(RepositoryPaths.Root, "docs", "protocol.md")))
        {
            if (line.StartsWith("| `", StringComparison.Ordinal))
                yield return new ProtocolRow([.. line.Trim('|', ' ').Split(" | ", StringSplitOptions.TrimEntries)]);
        }
    }

    private static IEnumerable<TestSource> ReadTests()
    {
        foreach (string file in Source("test"))
        {
            string text = File.ReadAllText(file);
            if (TestClass().Match(text) is not { Success: true } type)
                continue;
            // What stands behind one attribute and in front of the next belongs to one test, and its helpers to the last.
            foreach (string part in TestAttribute().Split(text).Skip(1))
            {
                if (Method().Match(part) is { Success: true } method)
                    yield return new TestSource($"{type.Groups[1].Value}.{method.Groups[1].Value}", file, part);
            }
        }
    }

    [GeneratedRegex(@"(?<=[a-z0-9])[A-Z]")]
    private static partial Regex InnerCapital();

    [GeneratedRegex("""const string PluginName = "(\w+)";""")]
    private static partial Regex PluginName();

    [GeneratedRegex(@"[\\/](obj|bin|node_modules)[\\/]")]
    private static partial Regex Generated();

    [GeneratedRegex(@"\[TestClass\][^{]*?\bclass (\w+)")]
    private static partial Regex TestClass();

    [GeneratedRegex(@"\[TestMethod\b")]
    private static partial Regex TestAttribute();

    [GeneratedRegex(@"public (?:static )?(?:async )?(?:Task|void) (\w+)\(")]
    private static partial Regex Method();

    [GeneratedRegex(@"`(\w+\.\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"`(\w+\.\w+)` \(([^)]+)\)")]
    private static partial Regex CaseName();

    private sealed record ProtocolRow(string[] Cells)
    {
        public string Key { get; } = Cells[0].Trim('`');

        public string TestCell { get; } = Cells[^1];

        public bool IsFake => TestCell.StartsWith(FakeMark, StringComparison.Ordinal);

        public string[] Tests { get; } = [.. TestName().Matches(Cells[^1]).Select(static match => match.Groups[1].Value)];
    }

    private sealed record TestSource(string Name, string File, string Body)
    {
        /// <summary>Behind the whole proxy, and no server in it that only pretends.</summary>
        public bool IsReal => File.Contains($"{Path.DirectorySeparatorChar}EndToEnd{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            && !Body.Contains("Fake", StringComparison.Ordinal);
    }
}
