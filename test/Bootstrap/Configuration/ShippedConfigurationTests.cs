using System.Text.Json;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Integration.File;
using SceNettyProxy.Testing;

namespace SceNettyProxy.Bootstrap.Tests.Configuration;

[TestClass]
public sealed class ShippedConfigurationTests
{
    private static readonly JsonDocumentOptions WithComments = new() { CommentHandling = JsonCommentHandling.Skip };

    private static string ProxyFile => Path.Combine(Path.Combine(RepositoryPaths.Root, "conf"), "proxy.json");

    private static string DatabasesPath => Path.Combine(Path.Combine(RepositoryPaths.Root, "conf"), "databases.json");

    [TestMethod]
    public void The_values_of_proxy_json_are_the_defaults_of_the_records() =>
        Assert.AreEqual(new ProxyOptions(), ProxyConfiguration.Load(Path.Combine(RepositoryPaths.Root, "conf"), []).Options);

    [TestMethod]
    public void Without_a_key_every_setting_has_its_default()
    {
        using ConfigurationFolder folder = new();
        Assert.AreEqual(new ProxyOptions(), folder.Load().Options);
    }

    [TestMethod]
    public void Proxy_json_has_every_key_that_is_read_and_no_other()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(ProxyFile), WithComments);
        List<string> keys = [];
        Collect(document.RootElement, "$", keys);
        IEnumerable<string> known = ProxyConfiguration.Load(Path.Combine(RepositoryPaths.Root, "conf"), []).KnownPaths.Distinct();
        CollectionAssert.AreEquivalent(known.ToList(), keys);
    }

    [TestMethod]
    [DataRow("proxy.json")]
    [DataRow("databases.json")]
    public void Every_key_has_a_comment_above_it(string name)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Path.Combine(RepositoryPaths.Root, "conf"), name));
        int keys = 0;
        for (int i = 1; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (!line.StartsWith('"') || !line.Contains("\":", StringComparison.Ordinal))
                continue;
            keys++;
            // The password belongs to the user above it, and the sample's own name to "databases".
            if (line.StartsWith("\"password\"", StringComparison.Ordinal) || line.StartsWith("\"shop\"", StringComparison.Ordinal))
                continue;
            StringAssert.StartsWith(lines[i - 1].Trim(), "//", $"line {i + 1}: {line}");
        }

        Assert.IsGreaterThan(10, keys);
    }

    [TestMethod]
    public void The_sample_database_is_valid_and_admits_loopback_only()
    {
        RegistryFileContent content = DatabasesFile.Load(DatabasesPath, null);
        Assert.AreEqual("", string.Join("; ", content.Errors));
        Assert.IsTrue(content.Snapshot!.AuthedIps.Contains(System.Net.IPAddress.Loopback));
        Assert.IsTrue(content.Snapshot.AuthedIps.Contains(System.Net.IPAddress.IPv6Loopback));
        Assert.IsFalse(content.Snapshot.AuthedIps.Contains(System.Net.IPAddress.Parse("10.0.0.1")));
    }

    [TestMethod]
    public void The_commented_out_lines_of_the_sample_are_valid_too()
    {
        string[] lines =
        [
            .. File.ReadLines(DatabasesPath).Select(line =>
                line.TrimStart().StartsWith("// \"", StringComparison.Ordinal)
                || line.TrimStart().StartsWith("// {", StringComparison.Ordinal)
                || line.TrimStart().StartsWith("// }", StringComparison.Ordinal)
                || line.TrimStart().StartsWith("//   \"", StringComparison.Ordinal)
                    ? line.Replace("// \"", "\"", StringComparison.Ordinal).Replace("// {", "{", StringComparison.Ordinal)
                        .Replace("// }", "}", StringComparison.Ordinal).Replace("//   \"", "\"", StringComparison.Ordinal)
                    : line),
        ];
        RegistryFileContent content = DatabasesFile.Parse(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines)), null);
        Assert.AreEqual("", string.Join("; ", content.Errors));
        var shop = content.Snapshot!.Databases["shop"];
        Assert.AreEqual("proxy", shop.ServerUser);
        Assert.AreEqual(3, shop.Users.Length);
        Assert.AreEqual(1, shop.Replicas.Length);
        Assert.AreEqual(50, shop.Pool.Max);
        Assert.IsTrue(content.Snapshot.Types.ContainsKey("small"));
    }

    private static void Collect(JsonElement element, string path, List<string> keys)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            for (int i = 0; i < element.GetArrayLength(); i++)
                Collect(element[i], $"{path}[{i}]", keys);
        }

        if (element.ValueKind != JsonValueKind.Object)
            return;
        foreach (JsonProperty property in element.EnumerateObject())
        {
            keys.Add($"{path}.{property.Name}");
            Collect(property.Value, $"{path}.{property.Name}", keys);
        }
    }
}
