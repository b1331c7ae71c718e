namespace SceNettyProxy.Tenancy.Usage;

/// <summary>What databases use, for whoever shows it. Any thread.</summary>
public interface IUsageView
{
    /// <summary>All databases of which anything was counted, in the order of their names.</summary>
    IReadOnlyList<UsageSnapshot> All();

    /// <summary>One database; null where nothing of it was counted yet.</summary>
    /// <param name="database">The name that clients log in with; <see cref="UsageStore.Nobody"/> for what belongs to none.</param>
    UsageSnapshot? Find(string database);
}
