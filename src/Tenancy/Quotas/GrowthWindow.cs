namespace SceNettyProxy.Tenancy.Quotas;

/// <summary>How much a counter has grown within the last so-and-so much time, by samples of it. One thread at a time.</summary>
public sealed class GrowthWindow
{
    private readonly LinkedList<(DateTimeOffset At, double Value)> samples = new();

    /// <summary>Adds a sample. A counter that stands lower than before has begun anew, and so does this.</summary>
    /// <returns>
    /// The growth since the newest sample that is as old as the window, else since the oldest; null for the first sample.
    /// </returns>
    public double? Add(DateTimeOffset at, double value, TimeSpan window)
    {
        if (samples.Last is { } last && (value < last.Value.Value || at < last.Value.At))
            samples.Clear();
        while (samples.First?.Next is { } second && second.Value.At <= at - window)
            samples.RemoveFirst();
        double? growth = samples.First is { } first ? value - first.Value.Value : null;
        samples.AddLast((at, value));
        return growth;
    }

    /// <summary>Forgets all samples: the counter counts something else now.</summary>
    public void Clear() => samples.Clear();
}
