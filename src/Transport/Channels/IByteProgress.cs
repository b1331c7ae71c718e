using DotNetty.Buffers;

namespace SceNettyProxy.Transport.Channels;

/// <summary>
/// A connection that tells how far its bytes have come, so that who must know what the kernel has taken need not await a promise
/// of each write. The thread of its loop only.
/// </summary>
public interface IByteProgress
{
    /// <summary>All bytes that were written so far, flushed or not.</summary>
    long WrittenBytes { get; }

    /// <summary>How many of them the kernel has taken; never more until the channel is closed.</summary>
    long TakenBytes { get; }

    /// <summary>Who is told when <see cref="TakenBytes"/> has grown; also in the midst of a flush.</summary>
    IByteObserver? ByteObserver { get; set; }

    /// <summary>
    /// Writes past the pipeline and without a promise, which every other write allocates; not flushed. That it failed shows by the
    /// channel being closed; behind the end of the output it is dropped. Takes over the buffer.
    /// </summary>
    void WriteQuietly(IByteBuffer bytes);
}
