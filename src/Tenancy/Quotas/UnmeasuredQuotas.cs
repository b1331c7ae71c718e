namespace SceNettyProxy.Tenancy.Quotas;

/// <summary>Where nothing is measured.</summary>
public sealed class UnmeasuredQuotas : IQuotaView
{
    private static readonly QuotaStatus[] All =
        [.. Enum.GetValues<QuotaKind>().Select(static kind => new QuotaStatus(kind, null, null))];

    public static UnmeasuredQuotas Instance { get; } = new();

    public IReadOnlyList<QuotaStatus> Of(string database) => All;
}
