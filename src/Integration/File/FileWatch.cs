using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using IOFile = System.IO.File;

namespace SceNettyProxy.Integration.File;

/// <summary>
/// Tells when a file has changed and then stayed the same for one interval, so that a file written in several steps is
/// read once it is whole. The file is looked at rather than subscribed to: a replacement by rename, the symbolic links that
/// container platforms swap, and network file systems all look alike that way. A change that keeps both length and time of
/// the last write is not seen. Runs until disposed.
/// </summary>
public sealed class FileWatch : IAsyncDisposable
{
    private readonly string path;
    private readonly Action changed;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly PeriodicTimer timer;
    private readonly Task loop;
    private readonly SettledChange<FileStamp> change = new();
    private int disposed;

    /// <param name="path">The file; it may be missing.</param>
    /// <param name="interval">Between two looks.</param>
    /// <param name="time">The clock.</param>
    /// <param name="changed">
    /// Called on a thread of the pool, one call at a time: after the first look too, because the file may have changed since
    /// the owner read it.
    /// </param>
    /// <param name="logger">Gets what <paramref name="changed"/> throws.</param>
    public FileWatch(string path, TimeSpan interval, TimeProvider time, Action changed, ILogger logger)
    {
        this.path = path;
        this.changed = changed;
        this.logger = logger;
        timer = new PeriodicTimer(interval, time);
        loop = RunAsync();
    }

    /// <summary>Waits for a call that is running; none follows.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        await stopping.CancelAsync().ConfigureAwait(false);
        await loop.ConfigureAwait(false);
        timer.Dispose();
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token).ConfigureAwait(false))
            {
                if (change.Observe(Look()))
                    Report();
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private void Report()
    {
        try
        {
            changed();
        }
#pragma warning disable CA1031 // The watch must outlive a reader that fails.
        catch (Exception e)
#pragma warning restore CA1031
        {
            FileLog.ReloadFailed(logger, path, e);
        }
    }

    /// <summary>The state of what the path leads to now, through any links.</summary>
    private FileStamp Look()
    {
        try
        {
            using SafeFileHandle handle =
                IOFile.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return new FileStamp(IOFile.GetLastWriteTimeUtc(handle), RandomAccess.GetLength(handle));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new FileStamp(default, -1);
        }
    }

    /// <summary>
    /// What tells one state of a file from another; the length is -1 for a file that cannot be opened.
    /// </summary>
    private readonly record struct FileStamp(DateTime Written, long Length);
}
