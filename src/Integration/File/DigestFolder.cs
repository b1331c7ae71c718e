using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Tenancy.Learning;
using IOFile = System.IO.File;

namespace SceNettyProxy.Integration.File;

/// <summary>
/// Keeps digests in a folder, a file per database: read at the start, written from time to time and at disposal where something
/// has changed. A file takes the old one's place at once. A damaged one is put aside with an error in the log; its database
/// knows nothing then.
/// </summary>
public sealed class DigestFolder : IDisposable
{
    private readonly string folder;
    private readonly DigestStore store;
    private readonly ILogger<DigestFolder> logger;
    private readonly TimeProvider time;
    private readonly TimeSpan interval;
    private readonly ConcurrentDictionary<string, long> written = new(StringComparer.Ordinal);
    private readonly Lock writing = new();
    private ITimer? timer;

    /// <param name="folder">Made when there is something to write; empty to keep nothing.</param>
    /// <param name="interval">Between two looks at what has changed.</param>
    public DigestFolder(
        string folder, DigestStore store, TimeSpan interval, TimeProvider time, ILogger<DigestFolder> logger)
    {
        this.folder = folder;
        this.store = store;
        this.interval = interval;
        this.time = time;
        this.logger = logger;
    }

    /// <summary>Reads the files and writes them from then on. Once, before the first statement.</summary>
    public void Start()
    {
        if (folder.Length == 0)
            return;
        if (Directory.Exists(folder))
        {
            foreach (string path in Directory.EnumerateFiles(folder, "*" + DigestFile.Suffix))
                Read(path);
        }

        timer = time.CreateTimer(_ => Write(), null, interval, interval);
    }

    /// <summary>Writes what has changed. Any thread; throws nothing.</summary>
    public void Write()
    {
        if (folder.Length == 0)
            return;
        lock (writing)
        {
            foreach (DatabaseDigests digests in store.All)
            {
                long changes = digests.Changes;
                if (changes == written.GetValueOrDefault(digests.Database))
                    continue;
                if (TryWrite(digests))
                    written[digests.Database] = changes;
            }
        }
    }

    public void Dispose()
    {
        if (timer is null)
            return;
        timer.Dispose();
        timer = null;
        Write();
    }

    private void Read(string path)
    {
        try
        {
            DatabaseDigests digests = DigestFile.Read(IOFile.ReadAllBytes(path), store);
            FileLog.DigestsRead(logger, digests.All.Count, digests.Database, path);
        }
        catch (FormatException damage)
        {
            PutAside(path, damage);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            FileLog.DigestsUnusable(logger, path, e.Message);
        }
    }

    private void PutAside(string path, FormatException damage)
    {
        string aside = $"{path}.damaged-{time.GetUtcNow():yyyyMMddTHHmmssfff}";
        try
        {
            IOFile.Move(path, aside);
            FileLog.DigestsDamaged(logger, path, damage.Message, aside);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            FileLog.DigestsUnusable(logger, path, e.Message);
        }
    }

    private bool TryWrite(DatabaseDigests digests)
    {
        string path = Path.Combine(folder, DigestFile.NameOf(digests.Database));
        try
        {
            Directory.CreateDirectory(folder);
            string fresh = $"{path}.new";
            using (FileStream stream = new(fresh, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                stream.Write(DigestFile.Write(digests));
                stream.Flush(flushToDisk: true);
            }

            IOFile.Move(fresh, path, overwrite: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            FileLog.DigestsUnusable(logger, path, e.Message);
            return false;
        }
    }
}
