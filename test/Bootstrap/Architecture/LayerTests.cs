using System.Text.RegularExpressions;
using System.Xml.Linq;
using SceNettyProxy.Testing;

namespace SceNettyProxy.Bootstrap.Tests.Architecture;

/// <summary>Which project may use which: the arrows of docs/architecture.md.</summary>
[TestClass]
public sealed class LayerTests
{
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Codecs"] = [],
        ["Tenancy"] = [],
        ["Extensions"] = [],
        ["Transport"] = [],
        ["Handlers"] = ["Codecs", "Tenancy", "Extensions", "Transport"],
        ["Integration"] = ["Tenancy", "Codecs"],
        ["Bootstrap"] = ["Codecs", "Tenancy", "Extensions", "Transport", "Handlers", "Integration"],
    };

    [TestMethod]
    public void Every_project_of_src_uses_only_what_it_may_use()
    {
        string[] projects = Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "src"), "*.csproj", SearchOption.AllDirectories);
        Assert.HasCount(MayUse.Count, projects);
        foreach (string project in projects)
        {
            string name = Path.GetFileName(Path.GetDirectoryName(project)!);
            Assert.IsTrue(MayUse.TryGetValue(name, out string[]? allowed), $"{name} has no place in the architecture");
            string[] used = [.. References(project, "ProjectReference").Select(path => Path.GetFileName(Path.GetDirectoryName(path)!))];
            Assert.IsEmpty(used.Except(allowed!), $"{name} uses {string.Join(", ", used.Except(allowed!))}");
        }
    }

    [TestMethod]
    public void Tenancy_knows_neither_DotNetty_nor_sockets()
    {
        string folder = Path.Combine(RepositoryPaths.Root, "src", "Tenancy");
        Assert.IsEmpty(References(Path.Combine(folder, "SceNettyProxy.Tenancy.csproj"), "PackageReference"));
        foreach (string file in Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories))
        {
            Assert.DoesNotMatchRegex(new Regex(@"\b(Socket|TcpClient|TcpListener|UdpClient|NetworkStream)\b"), File.ReadAllText(file), file);
        }
    }

    [TestMethod]
    public void The_contract_for_custom_handlers_needs_DotNetty_Transport_only() =>
        CollectionAssert.AreEqual(
            new[] { "DotNetty.Transport" },
            References(
                Path.Combine(RepositoryPaths.Root, "src", "Extensions", "SceNettyProxy.Extensions.csproj"),
                "PackageReference").ToArray());

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(project).Descendants(kind).Select(element => element.Attribute("Include")!.Value.Replace('\\', '/'));
}
