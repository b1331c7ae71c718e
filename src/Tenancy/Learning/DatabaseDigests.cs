using System.Collections.Concurrent;

namespace SceNettyProxy.Tenancy.Learning;

/// <summary>
/// The digests of a database, at most a given number; what is there is never put out by what comes. Any thread; what is there
/// already is found without a lock.
/// </summary>
public sealed class DatabaseDigests
{
    /// <summary>Unknown ones may take this part of the room of the known ones, beside them.</summary>
    private const int UnknownShare = 10;

    private readonly ConcurrentDictionary<ulong, LearnedDigest> digests = new();
    private readonly Lock adding = new();
    private readonly int maxKnown;
    private readonly int maxUnknown;
    private int known;
    private int unknown;
    private long overflow;
    private long undigested;
    private long changes;

    /// <param name="max">The most known digests.</param>
    public DatabaseDigests(string database, int max)
    {
        Database = database;
        maxKnown = max;
        maxUnknown = Math.Max(1, max / UnknownShare);
    }

    public string Database { get; }

    /// <summary>All of them, in no order.</summary>
    public ICollection<LearnedDigest> All => digests.Values;

    /// <summary>How often a statement was seen for which there was no room.</summary>
    public long Overflow => Interlocked.Read(ref overflow);

    /// <summary>How often a text was seen that has no digest.</summary>
    public long Undigested => Interlocked.Read(ref undigested);

    /// <summary>Grows with whatever a file would have to tell.</summary>
    public long Changes => Interlocked.Read(ref changes);

    /// <summary>The entry of a statement; null where there is none.</summary>
    public LearnedDigest? Find(ulong digest, ReadOnlySpan<byte> normalised) =>
        digests.TryGetValue(digest, out LearnedDigest? found) && found.IsOf(normalised) ? found : null;

    /// <summary>Notes a statement.</summary>
    /// <param name="normalised">Its normalised text.</param>
    /// <param name="learns">It becomes known.</param>
    /// <param name="runs">1 where it runs, 0 where it is only prepared.</param>
    /// <param name="verdict">What the policy in force says.</param>
    /// <param name="now">Milliseconds since 1970.</param>
    /// <returns>Its entry; null where there is no room for one, or where another statement has the same hash.</returns>
    public LearnedDigest? Note(
        ulong digest, ReadOnlySpan<byte> normalised, bool learns, int runs, string verdict, long now)
    {
        if (!digests.TryGetValue(digest, out LearnedDigest? entry))
            entry = Add(digest, normalised, learns, now);
        if (entry is null || !entry.IsOf(normalised))
        {
            Interlocked.Increment(ref overflow);
            Changed();
            return null;
        }

        Note(entry, learns, runs, verdict, now);
        return entry;
    }

    /// <summary>Notes a statement whose entry is at hand.</summary>
    public void Note(LearnedDigest entry, bool learns, int runs, string verdict, long now)
    {
        if (learns && !entry.IsKnown)
            Learn(entry);
        entry.Note(runs, verdict, now);
        Changed();
    }

    /// <summary>A text was seen that has no digest.</summary>
    public void NoteUndigested()
    {
        Interlocked.Increment(ref undigested);
        Changed();
    }

    /// <summary>Puts back what was kept. Before the first statement.</summary>
    /// <returns>False where there is no room: a smaller maximum than before.</returns>
    public bool Restore(LearnedDigest entry)
    {
        lock (adding)
        {
            if (!HasRoom(entry.IsKnown) || !digests.TryAdd(entry.Digest, entry))
                return false;
            Count(entry.IsKnown);
            return true;
        }
    }

    /// <summary>Puts back the counters that were kept. Before the first statement.</summary>
    public void Restore(long keptOverflow, long keptUndigested)
    {
        overflow = keptOverflow;
        undigested = keptUndigested;
    }

    private LearnedDigest? Add(ulong digest, ReadOnlySpan<byte> normalised, bool learns, long now)
    {
        if (!HasRoom(learns))
            return null;
        LearnedDigest entry = new(digest, normalised, now) { IsKnown = learns };
        lock (adding)
        {
            if (digests.TryGetValue(digest, out LearnedDigest? other))
                return other;
            if (!HasRoom(learns))
                return null;
            digests[digest] = entry;
            Count(learns);
            return entry;
        }
    }

    private void Learn(LearnedDigest entry)
    {
        lock (adding)
        {
            if (entry.IsKnown || !HasRoom(isKnown: true))
                return;
            entry.IsKnown = true;
            known++;
            unknown--;
        }
    }

    private bool HasRoom(bool isKnown) => isKnown ? Volatile.Read(ref known) < maxKnown : Volatile.Read(ref unknown) < maxUnknown;

    private void Count(bool isKnown)
    {
        if (isKnown)
            known++;
        else
            unknown++;
    }

    private void Changed() => Interlocked.Increment(ref changes);
}
