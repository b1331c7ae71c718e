namespace SceNettyProxy.Extensions.Commands;

/// <summary>An OK for a client.</summary>
/// <param name="AffectedRows">Rows that were changed.</param>
/// <param name="LastInsertId">The value of an AUTO_INCREMENT column; 0 for none.</param>
public sealed record CommandOk(ulong AffectedRows, ulong LastInsertId);
