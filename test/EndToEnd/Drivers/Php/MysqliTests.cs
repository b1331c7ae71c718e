using SceNettyProxy.EndToEnd.Drivers.External;

namespace SceNettyProxy.EndToEnd.Drivers.Php;

/// <summary>The cases of mysqli.php: PHP's mysqli with mysqlnd.</summary>
[TestClass]
public sealed class MysqliTests
{
    private static readonly ExternalSuite Suite = new(new ExternalProgram(
        "Php", "php",
        "-d", "display_errors=stderr", "-d", "memory_limit=1G", "-d", "mysqli.allow_local_infile=1", "mysqli.php"));

    public required TestContext TestContext { get; set; }

    public static IEnumerable<object[]> Cases => Suite.Cases;

    [TestMethod(UnfoldingStrategy = TestDataSourceUnfoldingStrategy.Fold)]
    [DynamicData(nameof(Cases), DynamicDataDisplayNameDeclaringType = typeof(ExternalSuite), DynamicDataDisplayName = nameof(ExternalSuite.DisplayName))]
    public Task Both_sides_give_the_same(string name) => Suite.CompareAsync(this.TestContext, name);

    [TestMethod]
    public Task The_program_is_complete() => Suite.AssertCompleteAsync(this.TestContext);
}
