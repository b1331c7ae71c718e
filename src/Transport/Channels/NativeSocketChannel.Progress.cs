using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using Promise = DotNetty.Common.Concurrency.TaskCompletionSource;

namespace SceNettyProxy.Transport.Channels;

public abstract partial class NativeSocketChannel : IByteProgress
{
    public long WrittenBytes { get; private set; }

    public long TakenBytes { get; private set; }

    public IByteObserver? ByteObserver { get; set; }

    public void WriteQuietly(IByteBuffer bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        // There is none of a channel that is closed.
        if (outputFinished || Unsafe.OutboundBuffer is not { } outbound)
        {
            bytes.Release();
            return;
        }

        int count = bytes.ReadableBytes;
        WrittenBytes += count;
        outbound.AddMessage(bytes, count, Promise.Void);
    }

    /// <summary>
    /// The kernel has taken so many bytes of what was flushed: lets them go. Promises are kept and who observes is told, so the
    /// channel may be closed afterwards.
    /// </summary>
    private protected void Took(long bytes, ChannelOutboundBuffer flushed)
    {
        TakenBytes += bytes;
        // Written as one, taken as one: as almost all.
        if (flushed.Size == 1 && ((IByteBuffer)flushed.Current).ReadableBytes == bytes)
            flushed.Remove();
        else
            flushed.RemoveBytes(bytes);
        if (bytes > 0)
            ByteObserver?.OnTaken();
    }
}
