namespace SceNettyProxy.Tenancy.Quotas;

/// <summary>What was measured against quotas, for whoever shows it. Any thread.</summary>
public interface IQuotaView
{
    /// <summary>One for each <see cref="QuotaKind"/>, in their order.</summary>
    /// <param name="database">The name that clients log in with.</param>
    IReadOnlyList<QuotaStatus> Of(string database);
}
