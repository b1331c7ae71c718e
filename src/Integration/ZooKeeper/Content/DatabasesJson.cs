using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Integration.ZooKeeper.Content;

/// <summary>The registry's nodes as a databases.json, and the other way.</summary>
public static class DatabasesJson
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>The nodes of a file without errors.</summary>
    /// <exception cref="Tenancy.Secrets.SecretException">A password has to be encrypted, and there is no key.</exception>
    public static TreeContent Read(ReadOnlySpan<byte> utf8, EntryConverter converter)
    {
        JsonObject root = JsonNode.Parse(utf8, null, Lenient)!.AsObject();
        TreeContent content = new() { AuthedIps = root["authedIps"]?.ToJsonString() };
        foreach ((string name, JsonNode? type) in root["types"] as JsonObject ?? [])
            content.Types.Add(name, type!.ToJsonString());
        foreach ((string name, JsonNode? entry) in root["databases"] as JsonObject ?? [])
            content.Databases.Add(name, converter.ToNodes(name, entry!.AsObject()));
        return content;
    }

    /// <summary>The file of all that is right; the errors name the rest.</summary>
    public static string Write(TreeContent content, out IReadOnlyList<ConfigurationError> errors)
    {
        List<ConfigurationError> wrong = [];
        JsonObject databases = [];
        foreach ((string name, IReadOnlyDictionary<string, string> nodes) in content.Databases)
        {
            if (EntryConverter.ToEntry(name, nodes, out IReadOnlyList<ConfigurationError> found) is { } entry)
                databases.Add(name, entry);
            wrong.AddRange(found);
        }

        JsonObject types = [];
        foreach ((string name, string text) in content.Types)
        {
            if (Parse(text, TreePath.Child(ProxyTree.Types, name), wrong) is { } type)
                types.Add(name, type);
        }

        JsonNode authedIps = content.AuthedIps is { } list ? Parse(list, ProxyTree.AuthedIps, wrong) ?? new JsonArray() : new JsonArray();
        errors = wrong;
        return new JsonObject { ["authedIps"] = authedIps, ["types"] = types, ["databases"] = databases }.ToJsonString(Format);
    }

    private static JsonNode? Parse(string text, string path, List<ConfigurationError> errors)
    {
        try
        {
            return JsonNode.Parse(text, null, Lenient);
        }
        catch (JsonException)
        {
            errors.Add(new ConfigurationError(path, "is no JSON"));
            return null;
        }
    }
}
