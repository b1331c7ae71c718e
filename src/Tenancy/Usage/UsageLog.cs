using System.Buffers;

namespace SceNettyProxy.Tenancy.Usage;

/// <summary>
/// The log of closed minutes: one line each (see <see cref="UsageLine"/>), one file per day. Every line says where its database
/// stands in all, and a file begins with that for every database, so the newest file alone tells what has been billed. One
/// thread at a time, but for <see cref="ReadAfter"/>.
/// </summary>
/// <param name="folder">Where its files are; exists, and belongs to this process alone.</param>
/// <param name="notice">Told what an operator has to know.</param>
public sealed class UsageLog(string folder, Action<UsageNotice> notice) : IDisposable
{
    private readonly ArrayBufferWriter<byte> lines = new();
    private FileStream? file;
    private DateOnly day;
    private long length;
    private long flushedSequence;

    /// <summary>The last sequence number in it; 0 where there is none.</summary>
    internal long LastSequence { get; private set; }

    /// <summary>The file that is written to; null before the first.</summary>
    internal string? CurrentFile => file?.Name;

    /// <summary>The last number that is on disk; what has a higher one may be gone after a power cut. Any thread.</summary>
    public long FlushedSequence => Volatile.Read(ref flushedSequence);

    /// <summary>Every minute with a higher number, in their order, read from the disk as they are taken. Any thread.</summary>
    /// <param name="from">
    /// Leaves out the files of earlier days. A minute may stand in a file of a later day than its own, never of an earlier one.
    /// </param>
    public IEnumerable<ClosedMinute> ReadAfter(long sequence, DateOnly from = default)
    {
        List<DateOnly> days = UsageLogFiles.Days(folder);
        days.RemoveAll(day => day < from);
        for (int i = FirstAfter(days, sequence); i < days.Count; i++)
        {
            foreach ((ReadOnlyMemory<byte> line, _) in UsageLogFiles.Lines(UsageLogFiles.PathOf(folder, days[i])))
            {
                if (UsageLine.Read(line, out bool isMinute) is { } read && isMinute && read.Sequence > sequence)
                    yield return read;
            }
        }
    }

    public void Dispose() => file?.Dispose();

    /// <summary>Opens the newest file, cuts off what a process that ended in the middle of a line has left, and tells where each
    /// database stands. Once, first.</summary>
    /// <returns>Null where there is no log yet.</returns>
    /// <exception cref="UsageException">It cannot be read.</exception>
    internal Dictionary<string, UsageTotals>? Recover()
    {
        List<DateOnly> days = UsageLogFiles.Days(folder);
        if (days.Count == 0)
            return null;
        string path = UsageLogFiles.PathOf(folder, days[^1]);
        try
        {
            Dictionary<string, UsageTotals> standing = ReadStanding(path, out long end);
            Use(path, days[^1], end);
            return standing;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: the log of the usage cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Adds minutes, all of them or none; not flushed to disk.</summary>
    /// <param name="minutes">With the numbers behind <see cref="LastSequence"/>.</param>
    /// <param name="standing">Where every database stood before them: what a new file begins with.</param>
    /// <exception cref="IOException">They cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">They cannot be written.</exception>
    internal void Append(IReadOnlyList<ClosedMinute> minutes, IReadOnlyDictionary<string, UsageTotals> standing)
    {
        DateOnly due = DateOnly.FromDateTime(minutes[0].Minute.UtcDateTime);
        // Never back to an older file, whatever the clock says: the newest one is the one that is believed.
        if (file is null || due > day)
            Begin(due, minutes[0].Minute, standing);
        lines.ResetWrittenCount();
        foreach (ClosedMinute minute in minutes)
            UsageLine.Write(lines, minute);
        // Behind the last whole line, over what a write that failed may have left.
        if (file!.Length != length)
            file.SetLength(length);
        RandomAccess.Write(file.SafeFileHandle, lines.WrittenSpan, length);
        length += lines.WrittenCount;
        LastSequence = minutes[^1].Sequence;
    }

    /// <summary>Everything that was appended is on disk when this returns.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    internal void Flush()
    {
        file?.Flush(flushToDisk: true);
        Volatile.Write(ref flushedSequence, LastSequence);
    }

    /// <summary>Removes the files of days before this one, but never the newest.</summary>
    internal void RemoveBefore(DateOnly first)
    {
        string path = folder;
        try
        {
            foreach (DateOnly old in UsageLogFiles.Days(folder).Where(old => old < first && old != day))
            {
                path = UsageLogFiles.PathOf(folder, old);
                File.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            notice(new UsageNotice(UsageNoticeKind.CannotRemove, path, e.Message));
        }
    }

    /// <summary>The newest file that begins at or before that number: all earlier ones end before it.</summary>
    private int FirstAfter(List<DateOnly> days, long sequence)
    {
        for (int i = days.Count - 1; i > 0; i--)
        {
            foreach ((ReadOnlyMemory<byte> line, _) in UsageLogFiles.Lines(UsageLogFiles.PathOf(folder, days[i])))
            {
                if (UsageLine.Read(line, out _) is { } first && first.Sequence <= sequence)
                    return i;
                break;
            }
        }

        return 0;
    }

    private Dictionary<string, UsageTotals> ReadStanding(string path, out long end)
    {
        Dictionary<string, UsageTotals> standing = new(StringComparer.Ordinal);
        long good = 0;
        int bad = 0;
        int badAtEnd = 0;
        long last = 0;
        foreach ((ReadOnlyMemory<byte> line, long position) in UsageLogFiles.Lines(path))
        {
            if (UsageLine.Read(line, out _) is not { } read)
            {
                badAtEnd++;
                continue;
            }

            bad += badAtEnd;
            badAtEnd = 0;
            good = position;
            last = Math.Max(last, read.Sequence);
            standing[read.Database] = standing.TryGetValue(read.Database, out UsageTotals? before)
                ? before.Max(read.Total)
                : read.Total;
        }

        if (bad > 0)
            notice(new UsageNotice(UsageNoticeKind.BadLine, path, $"{bad} lines cannot be read"));
        LastSequence = last;
        end = good;
        return standing;
    }

    private void Use(string path, DateOnly fileDay, long end)
    {
        file?.Dispose();
        file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, bufferSize: 0);
        if (file.Length > end)
        {
            notice(new UsageNotice(UsageNoticeKind.TornLine, path, $"{file.Length - end} bytes behind the last whole line were cut off"));
            file.SetLength(end);
        }

        day = fileDay;
        length = end;
    }

    /// <summary>Begins the file of a day. It gets its name when it is whole, so that a file always tells of every database.</summary>
    private void Begin(DateOnly next, DateTimeOffset minute, IReadOnlyDictionary<string, UsageTotals> standing)
    {
        lines.ResetWrittenCount();
        foreach ((string database, UsageTotals total) in standing.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
            UsageLine.WriteStanding(lines, LastSequence, minute, database, total);
        string path = UsageLogFiles.PathOf(folder, next);
        string fresh = $"{path}.new";
        using (FileStream writing = new(fresh, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            writing.Write(lines.WrittenSpan);
            writing.Flush(flushToDisk: true);
        }

        file?.Flush(flushToDisk: true);
        File.Move(fresh, path, overwrite: false);
        Use(path, next, lines.WrittenCount);
    }
}
