namespace SceNettyProxy.Tenancy.Usage;

/// <summary>What a slot of the counter file is used for; see <see cref="UsageLayout"/>.</summary>
internal enum UsageSlotKind
{
    Free = 0,
    Database = 1,
    Counters = 2,
}
