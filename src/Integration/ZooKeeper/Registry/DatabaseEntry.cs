using System.Buffers;
using System.Text.Json;
using SceNettyProxy.Integration.File.Reading;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Secrets;

namespace SceNettyProxy.Integration.ZooKeeper.Registry;

/// <summary>
/// Puts the nodes of a database together to the entry that databases.json would have for it, so that both are read by the
/// same rules; and finds the node that a place in the entry came from.
/// </summary>
internal sealed class DatabaseEntry
{
    private const string ReplicasKey = "replicas";
    private const string StandardPolicy = "standard";

    /// <summary>The keys of databases.json that have a node of their own.</summary>
    private static readonly Dictionary<string, string> NodeOfKey = new(StringComparer.Ordinal)
    {
        ["user"] = DatabaseNodes.User,
        ["password"] = DatabaseNodes.Password,
        ["schema"] = DatabaseNodes.Schema,
        ["primary"] = DatabaseNodes.Primary,
        ["authedIps"] = DatabaseNodes.AuthedIps,
        ["type"] = DatabaseNodes.Type,
        ["disabled"] = DatabaseNodes.Disabled,
    };

    private readonly string path;
    private readonly ErrorList errors;
    private bool hasReplicaNode;

    private DatabaseEntry(string path, ErrorList errors)
    {
        this.path = path;
        this.errors = errors;
    }

    /// <summary>The policy of a database that names none.</summary>
    public static string PolicyOf(string? type) => type == TypeDefinition.Internal ? TypeDefinition.Internal : StandardPolicy;

    /// <summary>The entry as UTF-8.</summary>
    public ReadOnlyMemory<byte> Json { get; private set; }

    /// <summary>Null when a node cannot be read; the errors say which.</summary>
    /// <param name="path">The path of the database's node.</param>
    /// <param name="node">The data of a node below it. The required ones exist.</param>
    public static DatabaseEntry? Compose(string path, Func<string, ReadOnlyMemory<byte>?> node, ErrorList errors)
    {
        int before = errors.Count;
        DatabaseEntry entry = new(path, errors);
        using JsonDocument? options = node(DatabaseNodes.Options) is { } data
            ? NodeText.ReadJson(data, entry.PathOf(DatabaseNodes.Options), "{}", errors)
            : null;
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            entry.WriteNodes(writer, node, options);
            entry.WriteOptions(writer, options);
            writer.WriteEndObject();
        }

        entry.Json = buffer.WrittenMemory;
        return errors.Count == before ? entry : null;
    }

    /// <summary>The place in the tree that a place in the entry came from.</summary>
    public string Locate(string entryPath)
    {
        if (entryPath == JsonPath.Root)
            return path;
        string key = entryPath[(JsonPath.Root.Length + 1)..];
        int end = key.IndexOfAny(['.', '[']);
        string rest = end < 0 ? "" : key[end..];
        key = end < 0 ? key : key[..end];
        if (NodeOfKey.TryGetValue(key, out string? name))
            return PathOf(name) + rest;
        return key == ReplicasKey && hasReplicaNode
            ? PathOf(DatabaseNodes.Replica)
            : $"{PathOf(DatabaseNodes.Options)}: {entryPath}";
    }

    private string PathOf(string node) => TreePath.Child(path, node);

    private void WriteNodes(Utf8JsonWriter writer, Func<string, ReadOnlyMemory<byte>?> node, JsonDocument? options)
    {
        string? Text(string name) => NodeText.Read(node(name)!.Value, PathOf(name), errors);

        writer.WriteString("user", Text(DatabaseNodes.User));
        writer.WriteString("schema", Text(DatabaseNodes.Schema));
        WritePassword(writer, Text(DatabaseNodes.Password), options);
        string? primary = Text(DatabaseNodes.Primary);
        writer.WriteString("primary", primary);
        string? replica = Text(DatabaseNodes.Replica);
        if (!Has(options, ReplicasKey))
            WriteReplica(writer, replica, primary);
        string? type = Text(DatabaseNodes.Type);
        writer.WriteString("type", type);
        if (!Has(options, DatabaseReader.PolicyKey))
            writer.WriteString(DatabaseReader.PolicyKey, PolicyOf(type));
        if (Text(DatabaseNodes.Disabled) is { } disabled)
        {
            if (disabled is not ("0" or "1"))
                errors.Add(PathOf(DatabaseNodes.Disabled), "must be 0 or 1");
            writer.WriteBoolean("disabled", disabled != "0");
        }

        using JsonDocument? authedIps =
            NodeText.ReadJson(node(DatabaseNodes.AuthedIps)!.Value, PathOf(DatabaseNodes.AuthedIps), "[]", errors);
        if (authedIps is null)
            return;
        writer.WritePropertyName("authedIps");
        authedIps.RootElement.WriteTo(writer);
    }

    /// <summary>
    /// What is not of ours is the original's, which has no mark. The node is empty where the options hold a hash instead.
    /// </summary>
    private static void WritePassword(Utf8JsonWriter writer, string? password, JsonDocument? options)
    {
        if (password is null || (password.Length == 0 && Has(options, PasswordHashReader.Key)))
            return;
        bool isMarked = SecretProtector.IsProtected(password) || OriginalCipher.IsMarked(password);
        writer.WriteString("password", isMarked ? password : OriginalCipher.Prefix + password);
    }

    /// <summary>A database without a replica names its one server twice.</summary>
    private void WriteReplica(Utf8JsonWriter writer, string? replica, string? primary)
    {
        hasReplicaNode = true;
        if (replica is null || IsSameServer(replica, primary))
            return;
        writer.WriteStartArray(ReplicasKey);
        writer.WriteStringValue(replica);
        writer.WriteEndArray();
    }

    private static bool IsSameServer(string replica, string? primary) =>
        replica == primary
        || (primary is not null && Endpoint.TryParseServer(replica, out Endpoint one, out _) && Endpoint.TryParseServer(primary, out Endpoint other, out _)
            && one == other);

    private void WriteOptions(Utf8JsonWriter writer, JsonDocument? options)
    {
        if (options is null)
            return;
        string at = PathOf(DatabaseNodes.Options);
        if (options.RootElement.ValueKind != JsonValueKind.Object)
        {
            errors.Add(at, JsonText.MustBe("an object", options.RootElement));
            return;
        }

        foreach (JsonProperty option in options.RootElement.EnumerateObject())
        {
            if (NodeOfKey.TryGetValue(option.Name, out string? node))
                errors.Add($"{at}: {JsonPath.Member(JsonPath.Root, option.Name)}", $"has a node of its own, {node}");
            else
                option.WriteTo(writer);
        }
    }

    private static bool Has(JsonDocument? options, string key) =>
        options?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty(key, out _);
}
