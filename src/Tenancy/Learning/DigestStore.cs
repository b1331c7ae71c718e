using System.Collections.Concurrent;

namespace SceNettyProxy.Tenancy.Learning;

/// <summary>The digests of all databases that have learnt any. Any thread.</summary>
/// <param name="max">The most known digests of a database.</param>
public sealed class DigestStore(int max)
{
    private readonly ConcurrentDictionary<string, DatabaseDigests> databases = new(StringComparer.Ordinal);

    public IEnumerable<DatabaseDigests> All => databases.Values;

    /// <summary>Those of a database; empty ones where it has none yet.</summary>
    public DatabaseDigests Of(string database) =>
        databases.GetOrAdd(database, static (name, most) => new DatabaseDigests(name, most), max);

    /// <summary>Those of a database; null where it has none.</summary>
    public DatabaseDigests? Find(string database) => databases.GetValueOrDefault(database);
}
