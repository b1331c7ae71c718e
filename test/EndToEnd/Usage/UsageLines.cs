using System.Text.Json.Nodes;
using SceNettyProxy.Testing.Proxy;

namespace SceNettyProxy.EndToEnd.Usage;

/// <summary>The usage folder of a proxy, read by its documented format and not by the project's own code.</summary>
internal sealed class UsageLines : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("sceproxy-usage.").FullName;

    /// <summary>The proxy counts here, through all its lives.</summary>
    public void Use(ProxyConfiguration configuration) => configuration.Proxy["statistics"] = new JsonObject { ["folder"] = this.Folder };

    /// <summary>The minutes of a database; empty for what belongs to none.</summary>
    public List<JsonNode> Of(string database) =>
        [.. this.All().Where(line => line["database"]!.GetValue<string>() == database)];

    /// <summary>What the minutes of a database add up to.</summary>
    public long Sum(string database, string counter) =>
        this.Of(database).Sum(line => line["used"]![counter]?.GetValue<long>() ?? 0);

    /// <summary>What the minutes of all databases add up to.</summary>
    public long Sum(string counter) => this.All().Sum(line => line["used"]![counter]?.GetValue<long>() ?? 0);

    /// <summary>Statements of a database.</summary>
    public long Statements(string database, string verb) =>
        this.Of(database).Sum(line => line["used"]!["statements"]?[verb]?.GetValue<long>() ?? 0);

    /// <summary>Every minute, of any database.</summary>
    public List<JsonNode> All() =>
    [
        .. Directory.GetFiles(this.Folder, "usage-*.jsonl").Order(StringComparer.Ordinal)
            .SelectMany(File.ReadLines)
            .Select(line => JsonNode.Parse(line)!)
            .Where(line => line["used"] is not null),
    ];

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(this.Folder, recursive: true);
}
