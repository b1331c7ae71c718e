using SceNettyProxy.EndToEnd.Drivers.External;

namespace SceNettyProxy.EndToEnd.Drivers.Python;

/// <summary>The cases of pymysql_suite.py: PyMySQL, which speaks the protocol in Python itself.</summary>
[TestClass]
public sealed class PyMySqlTests
{
    // Debian's interpreter: another one in PATH does not have Debian's drivers. -B leaves no compiled files beside the sources.
    private static readonly ExternalSuite Suite = new(new ExternalProgram("Python", "/usr/bin/python3", "-B", "pymysql_suite.py"));

    public required TestContext TestContext { get; set; }

    public static IEnumerable<object[]> Cases => Suite.Cases;

    [TestMethod(UnfoldingStrategy = TestDataSourceUnfoldingStrategy.Fold)]
    [DynamicData(nameof(Cases), DynamicDataDisplayNameDeclaringType = typeof(ExternalSuite), DynamicDataDisplayName = nameof(ExternalSuite.DisplayName))]
    public Task Both_sides_give_the_same(string name) => Suite.CompareAsync(this.TestContext, name);

    [TestMethod]
    public Task The_program_is_complete() => Suite.AssertCompleteAsync(this.TestContext);
}
