namespace SceNettyProxy.Tenancy.Limits;

/// <summary>A limit that is reached already: one more session is refused.</summary>
/// <param name="Scope">Whose limit.</param>
/// <param name="Name">The database, user or address.</param>
/// <param name="Limit">How many it may have.</param>
public readonly record struct ConnectionExcess(ConnectionScope Scope, string Name, long Limit);
