using SceNettyProxy.Tenancy.Addresses;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Learning;
using SceNettyProxy.Tenancy.Policies;

namespace SceNettyProxy.Integration.File.Reading;

/// <summary>Reads one entry of <c>databases</c>. Paths in it are relative to <c>folder</c>.</summary>
internal sealed class DatabaseReader(
    IReadOnlyDictionary<string, TypeDefinition> types,
    SqlPolicies policies,
    PasswordReader passwords,
    string folder,
    ErrorList errors)
{
    public const string PolicyKey = "sqlPolicy";

    private const double MaxReadAfterWriteSeconds = 3600;

    /// <summary>Null when anything in the entry is wrong; the errors say what.</summary>
    public DatabaseDefinition? Read(string name, JsonItem item)
    {
        int before = errors.Count;
        // The name becomes a node of a tree and a key of a counter in other registries.
        if (!DatabaseName.IsValid(name))
            errors.Add(item.Path, $"a database name has 1 to {DatabaseName.MaxLength} characters, no white space and no slash");
        if (ObjectReader.Open(item, errors) is not { } reader)
            return null;

        EquatableArray<UserDefinition> users = UserReader.Read(reader, passwords, errors);
        (string? serverUser, string? serverPassword) = ServerAccountReader.Read(reader, users, passwords, errors);
        string schema = reader.Text("schema") ?? name;
        EquatableArray<string> schemas = SchemasReader.Read(reader, errors);
        Endpoint? primary = EndpointReader.Read(reader, "primary", errors);
        EquatableArray<ReplicaDefinition> replicas = ReplicaReader.Read(reader, errors);
        AddressList authedIps = AddressListReader.Read(reader, "authedIps", errors);
        string type = ReadType(reader);
        bool disabled = reader.Flag("disabled");
        bool allowLocalInfile = reader.Flag("allowLocalInfile");
        string policy = ReadPolicy(reader);
        LearningMode learning = reader.Choice<LearningMode>("learning") ?? LearningMode.Off;
        TimeSpan? readAfterWrite = reader.Seconds("readAfterWrite", 0, MaxReadAfterWriteSeconds);
        LimitsDefinition limits = LimitsReader.Read(reader, errors, rates: true);
        PoolDefinition pool = PoolReader.Read(reader, folder, errors);
        reader.Finish();
        if (errors.Count > before)
            return null;

        DatabaseDefinition definition = new()
        {
            Name = name,
            Users = users,
            ServerUser = serverUser!,
            ServerPassword = serverPassword,
            Schema = schema,
            Schemas = schemas,
            Primary = primary!.Value,
            Replicas = replicas,
            AuthedIps = authedIps,
            Type = type,
            Disabled = disabled,
            AllowLocalInfile = allowLocalInfile,
            SqlPolicy = policy,
            Learning = learning,
            Limits = limits,
            Pool = pool,
        };
        return readAfterWrite is { } window ? definition with { ReadAfterWrite = window } : definition;
    }

    private string ReadType(ObjectReader reader)
    {
        string type = reader.Text("type") ?? DatabaseDefinition.DefaultType;
        if (!types.ContainsKey(type))
            errors.Add(reader.PathOf("type"), $"\"{type}\" is no type; there are {string.Join(", ", types.Keys.Order(StringComparer.Ordinal))}");
        return type;
    }

    private string ReadPolicy(ObjectReader reader)
    {
        string policy = reader.Text(PolicyKey) ?? DatabaseDefinition.TransparentPolicy;
        if (policies.Find(policy) is null)
            errors.Add(reader.PathOf(PolicyKey), $"\"{policy}\" is no policy; there are {string.Join(", ", policies.Names)}");
        return policy;
    }
}
