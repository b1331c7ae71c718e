using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.Epoll;

/// <summary>
/// Sends many buffers in one system call. One per loop and used on its thread; what it points to is pinned for the call.
/// <see cref="ChannelOutboundBuffer.GetSharedBufferList()"/> is not asked: it remembers where a message begins, also after
/// a part of it was sent.
/// </summary>
internal sealed unsafe class GatherWriter : ChannelOutboundBuffer.IMessageProcessor, IDisposable
{
    internal const int MaxPieces = 64;

    private readonly PinnedGCHandle<byte[]?>[] pins = new PinnedGCHandle<byte[]?>[MaxPieces];
    private readonly IoVector* vectors = (IoVector*)NativeMemory.AllocZeroed(MaxPieces, (nuint)sizeof(IoVector));
    private int count;
    private long bytes;

    public GatherWriter()
    {
        for (int i = 0; i < MaxPieces; i++)
            pins[i] = new PinnedGCHandle<byte[]?>(null);
    }

    /// <summary>Sends flushed messages from the first one on.</summary>
    /// <param name="offered">Bytes that were to be sent.</param>
    /// <returns>Bytes taken, or the negative number of the error.</returns>
    public long Send(int descriptor, ChannelOutboundBuffer messages, out long offered)
    {
        try
        {
            messages.ForEachFlushedMessage(this);
            offered = bytes;
            return count == 0 ? 0 : NativeSocket.Send(descriptor, vectors, count);
        }
        finally
        {
            for (int i = 0; i < count; i++)
                pins[i].Target = null;
            count = 0;
            bytes = 0;
        }
    }

    bool ChannelOutboundBuffer.IMessageProcessor.ProcessMessage(object message)
    {
        IByteBuffer buffer = (IByteBuffer)message;
        if (buffer.IoBufferCount == 1)
        {
            Add(buffer.GetIoBuffer());
        }
        else
        {
            foreach (ArraySegment<byte> piece in buffer.GetIoBuffers())
                Add(piece);
        }

        return count < MaxPieces;
    }

    public void Dispose()
    {
        foreach (PinnedGCHandle<byte[]?> pin in pins)
            pin.Dispose();
        NativeMemory.Free(vectors);
    }

    private void Add(ArraySegment<byte> piece)
    {
        // Pieces of a message that do not fit stay for the next call: what was sent is counted in bytes.
        if (piece.Count == 0 || count == MaxPieces)
            return;
        pins[count].Target = piece.Array;
        vectors[count].Base = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(piece.Array!)) + piece.Offset;
        vectors[count].Length = (nuint)piece.Count;
        bytes += piece.Count;
        count++;
    }
}
