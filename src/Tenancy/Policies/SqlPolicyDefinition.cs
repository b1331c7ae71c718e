using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Tenancy.Policies;

/// <summary>
/// Which statements may run: a whitelist, with rules about what they name. Immutable, equal by value. The built-in ones are in
/// <see cref="SqlPolicies"/>.
/// </summary>
public sealed record SqlPolicyDefinition
{
    /// <summary>In a list of engines or statements: every one.</summary>
    public const string Any = "*";

    /// <summary>What databases call it. Case counts.</summary>
    public required string Name { get; init; }

    /// <summary>No rule at all: text is not even looked at. All other properties mean nothing then.</summary>
    public bool IsTransparent { get; init; }

    /// <summary>
    /// What may run and what may not: a verb (<c>show</c>) stands for all its forms, a form (<c>show tables</c>) for itself.
    /// Patterns are not read here but for <see cref="Any"/>. An empty list of what is allowed allows nothing.
    /// </summary>
    public NameRules Statements { get; init; } = NameRules.Any;

    /// <summary>
    /// Tables that a statement may name: <c>schema.table</c>, or <c>table</c>, which means the database's own schema where it
    /// allows and every schema where it denies.
    /// </summary>
    public NameRules Tables { get; init; } = NameRules.Any;

    /// <summary>Functions and procedures that a statement may call, by their names without a schema, in any case.</summary>
    public NameRules Functions { get; init; } = NameRules.Any;

    /// <summary>UPDATE and DELETE need a WHERE of their own.</summary>
    public bool RequireWhere { get; init; }

    /// <summary>Bytes of a text; 0 for no limit but that of the proxy.</summary>
    public long MaxLength { get; init; }

    /// <summary>
    /// The engines that a table may have; CREATE TABLE has to name one. <see cref="Any"/> allows every engine and none named.
    /// </summary>
    public EquatableArray<string> Engines { get; init; } = [Any];

    /// <summary>A text may hold several statements; each of them is judged.</summary>
    public bool MultiStatements { get; init; }

    /// <summary>
    /// What drivers and tools send by themselves passes: SET of the session, SHOW VARIABLES and the like, BEGIN, SAVEPOINT, USE.
    /// </summary>
    public bool SessionStatements { get; init; }

    /// <summary>SELECT … INTO OUTFILE and INTO DUMPFILE.</summary>
    public bool IntoOutfile { get; init; }

    /// <summary>The commands that may reach a server.</summary>
    public PolicyCommands Commands { get; init; }

    public override string ToString() => Name;
}
