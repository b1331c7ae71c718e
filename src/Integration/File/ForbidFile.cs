using System.Text;
using SceNettyProxy.Tenancy.Forbids;
using IOFile = System.IO.File;

namespace SceNettyProxy.Integration.File;

/// <summary>
/// The file that forbids are kept in, as processes share it: each change is made under a lock and takes the old file's place
/// at once, so that a reader sees the one or the other and no change is lost. A file that does not exist holds none.
/// </summary>
/// <param name="path">The file; the lock stands beside it, under its name with <c>.lock</c>.</param>
public sealed class ForbidFile(string path)
{
    private static readonly TimeSpan LockLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(10);

    public string FilePath => path;

    /// <summary>Reads the file as it is now.</summary>
    /// <exception cref="ForbidFormatException">It is damaged.</exception>
    /// <exception cref="ForbidStoreException">It cannot be read.</exception>
    public ForbidSnapshot Read()
    {
        try
        {
            return ForbidJson.Parse(IOFile.ReadAllBytes(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return ForbidSnapshot.Empty;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForbidStoreException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Changes the file; blocks while another process does, for a few seconds at most.</summary>
    /// <param name="change">Gets what the file holds; the file is not written where it is given the same back.</param>
    /// <returns>What the file holds now.</returns>
    /// <exception cref="ForbidFormatException">The file is damaged; it stays as it is.</exception>
    /// <exception cref="ForbidStoreException">It could not be changed; it stays as it is.</exception>
    public ForbidSnapshot Edit(Func<ForbidSnapshot, ForbidSnapshot> change) => Locked(() =>
    {
        ForbidSnapshot before = Read();
        ForbidSnapshot after = change(before);
        if (after != before)
            Write(after);
        return after;
    });

    /// <summary>Gives a damaged file another name, and writes what is to be in force instead.</summary>
    /// <param name="instead">Empty leaves no file.</param>
    /// <returns>Where it is now; null where it is not damaged any more.</returns>
    /// <exception cref="ForbidStoreException">It could not be renamed.</exception>
    public string? PutAside(ForbidSnapshot instead, DateTimeOffset now) => Locked(() =>
    {
        try
        {
            Read();
            return null;
        }
        catch (ForbidFormatException)
        {
            string aside = $"{path}.damaged-{now:yyyyMMddTHHmmssfff}";
            // A file that is gone for a moment would lift everything in other processes.
            IOFile.Copy(path, aside);
            if (instead.Databases.Any())
                Write(instead);
            else
                IOFile.Delete(path);
            return aside;
        }
    });

    private T Locked<T>(Func<T> action)
    {
        try
        {
            using FileStream held = TakeLock();
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForbidStoreException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>The lock's file stays: were it removed, two processes could hold one each.</summary>
    private FileStream TakeLock()
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream($"{path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
            {
                if (TimeProvider.System.GetElapsedTime(start) > LockLimit)
                    throw;
                Thread.Sleep(LockPoll);
            }
        }
    }

    private void Write(ForbidSnapshot snapshot)
    {
        string fresh = $"{path}.new";
        using (FileStream stream = new(fresh, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            stream.Write(Encoding.ASCII.GetBytes(ForbidJsonWriter.Write(snapshot)));
            stream.Write("\n"u8);
            stream.Flush(flushToDisk: true);
        }

        IOFile.Move(fresh, path, overwrite: true);
    }
}
