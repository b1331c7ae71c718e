using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Tenancy.Quotas;

/// <summary>Asks servers what databases take. Any thread.</summary>
public interface IQuotaProbe
{
    /// <summary>Asks the primary of a database.</summary>
    /// <exception cref="QuotaProbeException">It does not tell.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    Task<ServerMeasurement> MeasureAsync(DatabaseDefinition database, CancellationToken cancellation);
}
