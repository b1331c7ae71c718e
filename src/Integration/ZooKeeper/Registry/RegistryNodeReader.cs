using System.Text.Json;
using SceNettyProxy.Integration.File.Reading;
using SceNettyProxy.Tenancy.Addresses;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Policies;
using SceNettyProxy.Tenancy.Secrets;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Integration.ZooKeeper.Registry;

/// <summary>
/// Reads the nodes of a registry, those that the original has written unchanged. Any thread.
/// </summary>
/// <param name="secrets">Decrypts passwords; null when no key is configured. The original's need none.</param>
/// <param name="folder">What paths in options are relative to.</param>
internal sealed class RegistryNodeReader(SecretProtector? secrets, string folder)
{
    /// <summary>Reads a database.</summary>
    /// <param name="name">What clients log in with.</param>
    /// <param name="node">The data of a node below that of the database, or null.</param>
    /// <param name="types">The types that it may be of.</param>
    /// <param name="policies">The policies that it may name.</param>
    public DatabaseReading ReadDatabase(
        string name,
        Func<string, ReadOnlyMemory<byte>?> node,
        IReadOnlyDictionary<string, TypeDefinition> types,
        SqlPolicies policies)
    {
        string path = TreePath.Child(ProxyTree.Databases, name);
        string[] missing = [.. DatabaseNodes.Required.Where(required => node(required) is null)];
        if (missing.Length > 0)
            return new DatabaseReading(null, [.. missing], []);

        ErrorList errors = new();
        if (DatabaseEntry.Compose(path, node, errors) is not { } entry)
            return new DatabaseReading(null, [], errors.ToImmutable());
        using JsonDocument document = JsonDocument.Parse(entry.Json);
        DatabaseReader reader = new(types, policies, new PasswordReader(secrets, errors), folder, errors);
        DatabaseDefinition? definition = reader.Read(name, new JsonItem(document.RootElement, JsonPath.Root));
        return new DatabaseReading(
            definition,
            [],
            [.. errors.ToImmutable().Select(error => error with { Path = entry.Locate(error.Path) })]);
    }

    /// <summary>Reads the quotas of a type; null, and why, when the node is wrong.</summary>
    public static (TypeDefinition? Type, IReadOnlyList<ConfigurationError> Errors) ReadType(string name, ReadOnlyMemory<byte> data)
    {
        ErrorList errors = new();
        string path = TreePath.Child(ProxyTree.Types, name);
        using JsonDocument? document = NodeText.ReadJson(data, path, "{}", errors);
        TypeDefinition? type = document is not null && ObjectReader.Open(new JsonItem(document.RootElement, path), errors) is { } reader
            ? TypesReader.ReadOne(name, reader)
            : null;
        return errors.Count == 0 ? (type, []) : (null, errors.ToImmutable());
    }

    /// <summary>Reads the global list of addresses; null, and why, when the node is wrong.</summary>
    public static (AddressList? List, IReadOnlyList<ConfigurationError> Errors) ReadAuthedIps(ReadOnlyMemory<byte> data)
    {
        ErrorList errors = new();
        using JsonDocument? document = NodeText.ReadJson(data, ProxyTree.AuthedIps, "[]", errors);
        AddressList? list = document is null ? null : AddressListReader.Read(new JsonItem(document.RootElement, ProxyTree.AuthedIps), errors);
        return errors.Count == 0 ? (list, []) : (null, errors.ToImmutable());
    }
}
