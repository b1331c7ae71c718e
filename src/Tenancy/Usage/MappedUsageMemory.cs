using System.IO.MemoryMappedFiles;

namespace SceNettyProxy.Tenancy.Usage;

/// <summary>
/// The counter file, mapped into memory: what is written belongs to the kernel from then on and outlives the process, however
/// that ends. Locked against a second proxy for as long as it is open.
/// </summary>
/// <remarks>
/// The file grows by writing zeros, so that a full disk is an error of a write here and not a fault of a store later.
/// </remarks>
internal sealed unsafe class MappedUsageMemory : UsageMemory
{
    private readonly FileStream file;

    /// <summary>Replaced whole: the file may grow while it is flushed.</summary>
    private volatile MemoryMappedViewAccessor[] views = [];

    private MappedUsageMemory(FileStream file)
    {
        this.file = file;
        Header = Map(0, UsageLayout.HeaderSize);
        for (long end = UsageLayout.HeaderSize + UsageLayout.SegmentSize; end <= file.Length; end += UsageLayout.SegmentSize)
            Add(Map(end - UsageLayout.SegmentSize, UsageLayout.SegmentSize));
    }

    /// <summary>Opens the file, or makes a new one. What is no counter file is put aside under another name.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="time">For the name of what is put aside.</param>
    /// <param name="notice">Told of what was put aside.</param>
    /// <exception cref="UsageException">It cannot be opened, or belongs to a proxy that runs.</exception>
    public static MappedUsageMemory Open(string path, TimeProvider time, Action<UsageNotice> notice)
    {
        try
        {
            FileStream file = OpenFile(path);
            if (file.Length > 0 && HeaderFault(file) is { } fault)
            {
                file.Dispose();
                PutAside(path, fault, time, notice);
                file = OpenFile(path);
            }

            return Use(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: usage cannot be counted: {e.Message}", e);
        }
    }

    /// <summary>Gives a file that turned out to be damaged another name. It must not be open.</summary>
    public static void PutAside(string path, string fault, TimeProvider time, Action<UsageNotice> notice)
    {
        string stem = $"{path}.damaged-{time.GetUtcNow():yyyyMMddTHHmmss}";
        string aside = stem;
        for (int number = 2; File.Exists(aside); number++)
            aside = $"{stem}-{number}";
        File.Move(path, aside);
        notice(new UsageNotice(UsageNoticeKind.PutAside, path, $"{fault}; it stands aside as {aside}"));
    }

    public override void Flush()
    {
        foreach (MemoryMappedViewAccessor view in views)
            view.Flush();
        file.Flush(flushToDisk: true);
    }

    public override void Dispose() => file.Dispose();

    protected override UsageBlock NewSegment()
    {
        long start = file.Length;
        try
        {
            WriteZeros(file, start, UsageLayout.SegmentSize);
            return Map(start, UsageLayout.SegmentSize);
        }
        catch (IOException e)
        {
            throw new UsageException($"{file.Name}: cannot grow: {e.Message}", e);
        }
    }

    private static FileStream OpenFile(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.OpenOrCreate,
        Access = FileAccess.ReadWrite,
        Share = FileShare.None,
        BufferSize = 0,
    });

    private static MappedUsageMemory Use(FileStream file)
    {
        try
        {
            if (file.Length == 0)
                WriteHeader(file);
            // A segment that a process was adding when it ended holds nothing yet.
            file.SetLength(file.Length - ((file.Length - UsageLayout.HeaderSize) % UsageLayout.SegmentSize));
            return new MappedUsageMemory(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>What is wrong with the header; null where nothing is.</summary>
    private static string? HeaderFault(FileStream file)
    {
        Span<byte> header = stackalloc byte[UsageLayout.LastSequenceField + sizeof(long)];
        file.Position = 0;
        if (file.Length < UsageLayout.HeaderSize || file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length
            || !header.StartsWith(UsageLayout.Magic))
            return "it is no counter file";
        int version = BitConverter.ToInt32(header[UsageLayout.VersionField..]);
        if (version != UsageLayout.Version)
            return $"it has version {version}, which is not {UsageLayout.Version}";
        bool fits = BitConverter.ToInt32(header[UsageLayout.HeaderSizeField..]) == UsageLayout.HeaderSize
            && BitConverter.ToInt32(header[UsageLayout.SlotSizeField..]) == UsageLayout.SlotSize
            && BitConverter.ToInt32(header[UsageLayout.CounterCountField..]) == UsageCounters.Count;
        if (!fits)
            return "its header names other sizes";
        bool isSound = BitConverter.ToInt64(header[UsageLayout.OpenMinuteField..]) is >= 0 and < UsageLayout.MaxMinute
            && BitConverter.ToInt64(header[UsageLayout.LastSequenceField..]) >= 0;
        return isSound ? null : "its header names no time";
    }

    private static void WriteHeader(FileStream file)
    {
        byte[] header = new byte[UsageLayout.HeaderSize];
        UsageLayout.Magic.CopyTo(header);
        BitConverter.TryWriteBytes(header.AsSpan(UsageLayout.VersionField), UsageLayout.Version);
        BitConverter.TryWriteBytes(header.AsSpan(UsageLayout.HeaderSizeField), UsageLayout.HeaderSize);
        BitConverter.TryWriteBytes(header.AsSpan(UsageLayout.SlotSizeField), UsageLayout.SlotSize);
        BitConverter.TryWriteBytes(header.AsSpan(UsageLayout.CounterCountField), UsageCounters.Count);
        RandomAccess.Write(file.SafeFileHandle, header, 0);
    }

    private static void WriteZeros(FileStream file, long start, int count) =>
        RandomAccess.Write(file.SafeFileHandle, new byte[count], start);

    private UsageBlock Map(long offset, int size)
    {
        using var mapping = MemoryMappedFile.CreateFromFile(
            file, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        MemoryMappedViewAccessor view = mapping.CreateViewAccessor(offset, size);
        views = [.. views, view];
        byte* start = null;
        // Never given back by hand: a block keeps its view, and the view's finalizer ends the mapping.
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        return new UsageBlock(view, start + view.PointerOffset);
    }
}
