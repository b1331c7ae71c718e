using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;

namespace SceNettyProxy.Transport.Loops;

/// <summary>
/// For how long a thread has waited for a CPU although it could run: the second number of <c>schedstat</c> in procfs (Linux,
/// Documentation/scheduler/sched-stats). The thread that opens it only.
/// </summary>
internal sealed class RunQueueDelay : IDisposable
{
    private const string OfThisThread = "/proc/thread-self/schedstat";
    private const int MaxBytes = 96;

    private readonly SafeFileHandle file;

    private RunQueueDelay(SafeFileHandle file) => this.file = file;

    /// <summary>That of the calling thread; null where the system does not tell.</summary>
    public static RunQueueDelay? Open()
    {
        try
        {
            return new RunQueueDelay(File.OpenHandle(OfThisThread));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Nanoseconds since the thread began; 0 where the system does not tell any more.</summary>
    public long Read()
    {
        Span<byte> text = stackalloc byte[MaxBytes];
        int count;
        try
        {
            count = RandomAccess.Read(file, text, 0);
        }
        catch (IOException)
        {
            return 0;
        }

        text = text[..count];
        text = text[(text.IndexOf((byte)' ') + 1)..];
        return Utf8Parser.TryParse(text, out long nanoseconds, out _) ? nanoseconds : 0;
    }

    public void Dispose() => file.Dispose();
}
