using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SceNettyProxy.Integration.File.Reading;
using SceNettyProxy.Integration.ZooKeeper.Registry;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Policies;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Secrets;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Integration.ZooKeeper.Content;

/// <summary>
/// Turns an entry of databases.json into the nodes that say the same, and back. Passwords in plain text are encrypted on their
/// way into the tree.
/// </summary>
/// <param name="secrets">Null when no key is configured.</param>
/// <param name="folder">What paths in entries are relative to.</param>
public sealed class EntryConverter(SecretProtector? secrets, string folder)
{
    private readonly RegistryNodeReader reader = new(secrets, folder);

    /// <summary>The nodes of an entry whose form is right.</summary>
    /// <exception cref="SecretException">A password has to be encrypted, and there is no key.</exception>
    public IReadOnlyDictionary<string, string> ToNodes(string name, JsonObject entry)
    {
        JsonObject rest = entry.DeepClone().AsObject();
        string primary = Take(rest, "primary") ?? "";
        string type = Take(rest, "type") ?? DatabaseDefinition.DefaultType;
        Dictionary<string, string> nodes = new(StringComparer.Ordinal)
        {
            [DatabaseNodes.User] = Take(rest, "user") ?? "",
            [DatabaseNodes.Password] = Protect(Take(rest, "password")),
            [DatabaseNodes.Schema] = Take(rest, "schema") ?? name,
            [DatabaseNodes.Primary] = primary,
            [DatabaseNodes.Replica] = TakeReplica(rest) ?? primary,
            [DatabaseNodes.Type] = type,
            [DatabaseNodes.Disabled] = rest["disabled"]?.GetValue<bool>() == true ? "1" : "0",
            [DatabaseNodes.AuthedIps] = (rest["authedIps"] ?? new JsonArray()).ToJsonString(),
        };
        rest.Remove("disabled");
        rest.Remove("authedIps");
        ProtectAll(rest);
        // Without one it would be another policy in the tree.
        string policy = rest[DatabaseReader.PolicyKey]?.GetValue<string>() ?? DatabaseDefinition.TransparentPolicy;
        rest[DatabaseReader.PolicyKey] = policy;
        if (policy == DatabaseEntry.PolicyOf(type))
            rest.Remove(DatabaseReader.PolicyKey);
        if (rest.Count > 0)
            nodes[DatabaseNodes.Options] = rest.ToJsonString();
        return nodes;
    }

    /// <summary>The policy of a database of that type in a tree, where none is named.</summary>
    public static string DefaultPolicyOf(string type) => DatabaseEntry.PolicyOf(type);

    /// <summary>The entry that says the same as the nodes; null, and why, when they are malformed or not all there.</summary>
    public static JsonObject? ToEntry(
        string name, IReadOnlyDictionary<string, string> nodes, out IReadOnlyList<ConfigurationError> errors)
    {
        string path = TreePath.Child(ProxyTree.Databases, name);
        ErrorList found = new();
        foreach (string missing in DatabaseNodes.Required.Where(required => !nodes.ContainsKey(required)))
            found.Add(TreePath.Child(path, missing), "is missing");
        JsonObject? entry = null;
        if (found.Count == 0 && DatabaseEntry.Compose(path, Find(nodes), found) is { } composed)
            entry = JsonNode.Parse(composed.Json.Span)!.AsObject();
        errors = found.ToImmutable();
        return entry;
    }

    /// <summary>What is wrong with the nodes; nothing where a proxy would take them.</summary>
    public IReadOnlyList<ConfigurationError> Check(
        string name,
        IReadOnlyDictionary<string, string> nodes,
        IReadOnlyDictionary<string, TypeDefinition> types,
        SqlPolicies policies)
    {
        DatabaseReading read = reader.ReadDatabase(name, Find(nodes), types, policies);
        string path = TreePath.Child(ProxyTree.Databases, name);
        return [.. read.Missing.Select(missing => new ConfigurationError(TreePath.Child(path, missing), "is missing")), .. read.Errors];
    }

    /// <summary>Both say the same, however it is written: an encrypted password is another text each time.</summary>
    public bool SaySame(string name, IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other)
    {
        bool isSameText = one.Count == other.Count && one.All(node => other.GetValueOrDefault(node.Key) == node.Value);
        return isSameText || (Read(one) is { } left && Read(other) == left);

        DatabaseDefinition? Read(IReadOnlyDictionary<string, string> nodes)
        {
            // The type itself is compared as a name.
            TypeDefinition type = new() { Name = nodes.GetValueOrDefault(DatabaseNodes.Type, "") };
            return reader.ReadDatabase(
                name,
                Find(nodes),
                new Dictionary<string, TypeDefinition> { [type.Name] = type },
                PoliciesOf(nodes)).Definition;
        }
    }

    /// <summary>The quotas of types, for <see cref="Check"/>; what is wrong is left out.</summary>
    public static IReadOnlyDictionary<string, TypeDefinition> TypesOf(TreeContent content)
    {
        Dictionary<string, TypeDefinition> types = new(RegistrySnapshot.Empty.Types, StringComparer.Ordinal);
        foreach ((string name, string text) in content.Types)
        {
            if (RegistryNodeReader.ReadType(name, Encoding.UTF8.GetBytes(text)).Type is { } type)
                types[name] = type;
        }

        return types;
    }

    /// <summary>As with the type: which one it is, counts here, and not whether there is one.</summary>
    private static SqlPolicies PoliciesOf(IReadOnlyDictionary<string, string> nodes)
    {
        try
        {
            string? policy = nodes.TryGetValue(DatabaseNodes.Options, out string? options)
                ? (JsonNode.Parse(options) as JsonObject)?[DatabaseReader.PolicyKey]?.GetValue<string>()
                : null;
            return policy is null || SqlPolicies.BuiltIn.Find(policy) is not null
                ? SqlPolicies.BuiltIn
                : new SqlPolicies([SqlPolicies.Standard with { Name = policy }]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return SqlPolicies.BuiltIn;
        }
    }

    private static Func<string, ReadOnlyMemory<byte>?> Find(IReadOnlyDictionary<string, string> nodes) =>
        name => nodes.TryGetValue(name, out string? text) ? Encoding.UTF8.GetBytes(text) : (ReadOnlyMemory<byte>?)null;

    private static string? Take(JsonObject entry, string key)
    {
        string? value = entry[key]?.GetValue<string>();
        entry.Remove(key);
        return value;
    }

    /// <summary>The one replica that the original's node can name; more, or one with a weight, stay in the entry.</summary>
    private static string? TakeReplica(JsonObject entry)
    {
        if (entry["replicas"] is not JsonArray replicas)
            return null;
        if (replicas.Count == 0)
        {
            entry.Remove("replicas");
            return null;
        }

        (string first, int weight) = replicas[0] is JsonObject replica
            ? (replica["address"]!.GetValue<string>(), replica["weight"]?.GetValue<int>() ?? ReplicaDefinition.DefaultWeight)
            : (replicas[0]!.GetValue<string>(), ReplicaDefinition.DefaultWeight);
        if (replicas.Count == 1 && weight == ReplicaDefinition.DefaultWeight)
            entry.Remove("replicas");
        return first;
    }

    private void ProtectAll(JsonObject entry)
    {
        foreach (JsonObject user in (entry["users"] as JsonArray ?? []).OfType<JsonObject>())
            ProtectKey(user, "password");
        ProtectKey(entry, "serverPassword");
    }

    private void ProtectKey(JsonObject holder, string key)
    {
        if (holder[key]?.GetValue<string>() is { } password && !OriginalCipher.IsMarked(password))
            holder[key] = Protect(password);
    }

    /// <summary>The original's node has no mark, and an empty one stands for an empty password as well as for none.</summary>
    private string Protect(string? password)
    {
        if (string.IsNullOrEmpty(password) || SecretProtector.IsProtected(password))
            return password ?? "";
        if (OriginalCipher.IsMarked(password))
            return password[OriginalCipher.Prefix.Length..];
        return secrets?.Protect(password)
            ?? throw new SecretException("a password in plain text has to be encrypted for ZooKeeper, but registry.keyFile names no key");
    }
}
