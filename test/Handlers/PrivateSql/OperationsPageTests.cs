using SceNettyProxy.Handlers.PrivateSql;
using SceNettyProxy.Testing;

namespace SceNettyProxy.Handlers.Tests.PrivateSql;

/// <summary>docs/operations.md and the code name the same statements and columns.</summary>
[TestClass]
public sealed class OperationsPageTests
{
    [TestMethod]
    public void The_page_shows_every_statement_with_its_columns()
    {
        string[] page = [.. File.ReadAllLines(Path.Combine(RepositoryPaths.Root, "docs", "operations.md"))
            .Where(static line => line.StartsWith("| `SCE ", StringComparison.Ordinal))];
        string[] code = [.. PrivateStatements.All.Select(static statement =>
        {
            string text = $"SCE {statement.Words} {statement.Argument}".TrimEnd().Replace("|", "\\|", StringComparison.Ordinal);
            string columns = string.Join(", ", statement.Columns.Select(static column => column.Name));
            return columns.Length == 0 ? $"| `{text}` | |" : $"| `{text}` | {columns} |";
        })];
        CollectionAssert.AreEqual(code, page);
    }
}
