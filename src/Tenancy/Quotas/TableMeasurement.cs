namespace SceNettyProxy.Tenancy.Quotas;

/// <summary>What one table takes.</summary>
/// <param name="Name">As a forbid names it: the table of the database's own schema, or <c>schema.table</c>.</param>
/// <param name="Rows">May be an estimate of the server's.</param>
/// <param name="Bytes">Data and indexes; may be an estimate of the server's.</param>
public sealed record TableMeasurement(string Name, long Rows, long Bytes);
