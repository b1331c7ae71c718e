using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Integration.Statistics;

/// <summary>
/// The minutes that are still to be written: the latest ones from memory, the others from the log. <see cref="Add"/> on any
/// thread, the rest by one at a time.
/// </summary>
internal sealed class PendingMinutes(UsageLog log) : IDisposable
{
    /// <summary>How many are kept in memory; beyond that the log is read.</summary>
    private const int MaxRecent = 10_000;

    private readonly Lock sync = new();
    private readonly Queue<ClosedMinute> recent = new();
    private IEnumerator<ClosedMinute>? reading;
    private long readUpTo;

    public void Add(IReadOnlyList<ClosedMinute> minutes)
    {
        lock (sync)
        {
            foreach (ClosedMinute minute in minutes)
                recent.Enqueue(minute);
            if (recent.Count > MaxRecent)
                recent.Clear();
        }
    }

    /// <summary>The next ones behind that number, none where there are no more.</summary>
    public List<ClosedMinute> After(long sequence, int most)
    {
        List<ClosedMinute> batch = [];
        lock (sync)
        {
            while (recent.TryPeek(out ClosedMinute? old) && old.Sequence <= sequence)
                recent.Dequeue();
            if (recent.TryPeek(out ClosedMinute? next) && next.Sequence == sequence + 1)
            {
                batch.AddRange(recent.Take(most));
                return batch;
            }
        }

        if (sequence < log.FlushedSequence)
            Read(sequence, most, batch);
        return batch;
    }

    public void Dispose()
    {
        reading?.Dispose();
        reading = null;
    }

    private void Read(long sequence, int most, List<ClosedMinute> batch)
    {
        if (reading is null || readUpTo != sequence)
        {
            Dispose();
            reading = log.ReadAfter(sequence).GetEnumerator();
        }

        // What a power cut could still undo would leave its number to another minute.
        while (batch.Count < most && reading.MoveNext())
        {
            if (reading.Current.Sequence > log.FlushedSequence)
            {
                Dispose();
                break;
            }

            batch.Add(reading.Current);
        }

        if (batch.Count < most)
            Dispose();
        else
            readUpTo = batch[^1].Sequence;
    }
}
