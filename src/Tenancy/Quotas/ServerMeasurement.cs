namespace SceNettyProxy.Tenancy.Quotas;

/// <summary>What a server says of a database.</summary>
/// <param name="Tables">Every table.</param>
/// <param name="CpuTime">The processor time of the account since the server counts; null where it does not tell.</param>
public sealed record ServerMeasurement(IReadOnlyList<TableMeasurement> Tables, TimeSpan? CpuTime);
