using System.Collections.Immutable;

namespace SceNettyProxy.Integration.Memcached;

/// <summary>What a server counts of one database.</summary>
/// <param name="Database">Its name.</param>
/// <param name="Total">Null where it is no number.</param>
/// <param name="Shares">What of it each proxy says is its own; those without any are left out.</param>
public sealed record CounterState(string Database, long? Total, ImmutableArray<CounterShare> Shares)
{
    /// <summary>All shares together.</summary>
    public long Sum => Shares.Sum(static share => share.Count);

    /// <summary>Of the total; changes with it.</summary>
    internal ulong Cas { get; init; }
}
