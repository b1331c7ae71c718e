namespace SceNettyProxy.Tenancy.Forbids;

/// <summary>A forbid with the database that it is for.</summary>
public sealed record DatabaseForbid(string Database, ForbidDefinition Forbid);
