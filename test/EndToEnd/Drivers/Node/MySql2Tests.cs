using SceNettyProxy.EndToEnd.Drivers.External;

namespace SceNettyProxy.EndToEnd.Drivers.Node;

/// <summary>The cases of suite.js: mysql2, which speaks the protocol in JavaScript itself.</summary>
[TestClass]
public sealed class MySql2Tests
{
    private static readonly string Installed = ExternalProgram.BuildFolderOf("Node");

    private static readonly ExternalSuite Suite = new(new ExternalProgram("Node", "node", "suite.js")
        .BuiltBy("cp", "package.json", Installed)
        .BuiltBy("npm", "install", "--prefix", Installed, "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline")
        .With("NODE_PATH", Path.Combine(Installed, "node_modules")));

    public required TestContext TestContext { get; set; }

    public static IEnumerable<object[]> Cases => Suite.Cases;

    [TestMethod(UnfoldingStrategy = TestDataSourceUnfoldingStrategy.Fold)]
    [DynamicData(nameof(Cases), DynamicDataDisplayNameDeclaringType = typeof(ExternalSuite), DynamicDataDisplayName = nameof(ExternalSuite.DisplayName))]
    public Task Both_sides_give_the_same(string name) => Suite.CompareAsync(this.TestContext, name);

    [TestMethod]
    public Task The_program_is_complete() => Suite.AssertCompleteAsync(this.TestContext);
}
