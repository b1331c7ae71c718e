using SceNettyProxy.EndToEnd.Drivers.External;

namespace SceNettyProxy.EndToEnd.Drivers.Java;

/// <summary>The cases of Suite.java: MariaDB Connector/J.</summary>
[TestClass]
public sealed class ConnectorJTests
{
    private const string Driver = "/usr/share/java/mariadb-java-client.jar";

    private static readonly string Classes = ExternalProgram.BuildFolderOf("Java");

    private static readonly ExternalSuite Suite = new(new ExternalProgram("Java", "java", "-cp", $"{Classes}:{Driver}", "Suite")
        .BuiltBy("javac", "-encoding", "UTF-8", "-d", Classes, "-cp", Driver, "-sourcepath", ".", "Suite.java"));

    public required TestContext TestContext { get; set; }

    public static IEnumerable<object[]> Cases => Suite.Cases;

    [TestMethod(UnfoldingStrategy = TestDataSourceUnfoldingStrategy.Fold)]
    [DynamicData(nameof(Cases), DynamicDataDisplayNameDeclaringType = typeof(ExternalSuite), DynamicDataDisplayName = nameof(ExternalSuite.DisplayName))]
    public Task Both_sides_give_the_same(string name) => Suite.CompareAsync(this.TestContext, name);

    [TestMethod]
    public Task The_program_is_complete() => Suite.AssertCompleteAsync(this.TestContext);
}
