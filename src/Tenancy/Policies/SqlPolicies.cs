using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Tenancy.Policies;

/// <summary>All policies that databases may name: the built-in ones and those of the configuration. Immutable, equal by value.
/// </summary>
/// <param name="Own">Those of the configuration, in the order of their names.</param>
public sealed record SqlPolicies(EquatableArray<SqlPolicyDefinition> Own)
{
    private static readonly EquatableArray<string> OrdinaryStatements =
    [
        "select", "update", "delete", "insert", "alter table", "create table", "create index", "drop table", "show tables",
        "show create table", "commit", "rollback", "begin", "set autocommit",
    ];

    /// <summary>The built-in policies alone.</summary>
    public static SqlPolicies BuiltIn { get; } = new([]);

    /// <summary>Every statement passes.</summary>
    public static SqlPolicyDefinition Transparent { get; } =
        new() { Name = DatabaseDefinition.TransparentPolicy, IsTransparent = true };

    /// <summary>What applications need, and tables of InnoDB only.</summary>
    public static SqlPolicyDefinition Standard { get; } = new()
    {
        Name = "standard",
        Statements = new NameRules(OrdinaryStatements, []),
        Functions = new NameRules([], ["load_file"]),
        Engines = ["InnoDB"],
        SessionStatements = true,
    };

    /// <summary><see cref="Standard"/>, and every SHOW, DESCRIBE and SET.</summary>
    public static SqlPolicyDefinition Internal { get; } = Standard with
    {
        Name = "internal",
        Statements = new NameRules(
            [.. OrdinaryStatements.AsSpan(), "show", "describe", "set", "set password", "set role", "set default role"], []),
    };

    /// <summary>Every statement passes but is looked at: what policies of one's own may begin with to forbid a few things.
    /// </summary>
    public static SqlPolicyDefinition Open { get; } = new()
    {
        Name = "open",
        Statements = new NameRules([SqlPolicyDefinition.Any], []),
        MultiStatements = true,
        SessionStatements = true,
        IntoOutfile = true,
    };

    /// <summary>Lets nothing pass: for a database whose policy is gone.</summary>
    public static SqlPolicyDefinition Nothing { get; } = new() { Name = "", Engines = [] };

    /// <summary>The names of all, in their order.</summary>
    public IEnumerable<string> Names =>
        Own.AsSpan().ToArray().Select(policy => policy.Name).Concat([Internal.Name, Standard.Name, Transparent.Name])
            .Order(StringComparer.Ordinal);

    /// <summary>The policy of that name, or null.</summary>
    public SqlPolicyDefinition? Find(string name)
    {
        foreach (SqlPolicyDefinition policy in Own)
        {
            if (policy.Name == name)
                return policy;
        }

        return FindBuiltIn(name);
    }

    /// <summary>The built-in policy of that name, or null.</summary>
    public static SqlPolicyDefinition? FindBuiltIn(string name)
    {
        if (name == Transparent.Name)
            return Transparent;
        if (name == Standard.Name)
            return Standard;
        return name == Internal.Name ? Internal : null;
    }
}
