using SceNettyProxy.EndToEnd.Drivers.External;

namespace SceNettyProxy.EndToEnd.Drivers.Go;

/// <summary>The cases of this folder's Go program: go-sql-driver/mysql, as the distribution's source package brings it.</summary>
[TestClass]
public sealed class GoMySqlTests
{
    private static readonly string Built = ExternalProgram.BuildFolderOf("Go");
    private static readonly ExternalSuite Suite = new(new ExternalProgram("Go", Path.Combine(Built, "cases"))
        .With("GO111MODULE", "off")
        .With("GOPATH", "/usr/share/gocode")
        .With("GOCACHE", Path.Combine(Built, "cache"))
        .BuiltBy("go", "build", "-o", Path.Combine(Built, "cases"), "."));

    public required TestContext TestContext { get; set; }

    public static IEnumerable<object[]> Cases => Suite.Cases;

    [TestMethod(UnfoldingStrategy = TestDataSourceUnfoldingStrategy.Fold)]
    [DynamicData(nameof(Cases), DynamicDataDisplayNameDeclaringType = typeof(ExternalSuite), DynamicDataDisplayName = nameof(ExternalSuite.DisplayName))]
    public Task Both_sides_give_the_same(string name) => Suite.CompareAsync(this.TestContext, name);

    [TestMethod]
    public Task The_program_is_complete() => Suite.AssertCompleteAsync(this.TestContext);
}
