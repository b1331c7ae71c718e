namespace SceNettyProxy.Tenancy.Forbids;

/// <summary>One table of a table forbid.</summary>
/// <param name="Name">The table in the database's own schema, or <c>schema.table</c>.</param>
/// <param name="Verbs">What is forbidden on it.</param>
public sealed record TableForbid(string Name, ForbidVerbs Verbs);
