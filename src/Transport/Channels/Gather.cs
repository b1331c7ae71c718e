using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.Channels;

/// <summary>
/// Flushed messages as the pieces of one system call, pinned until they are cleared. Used on the thread of its loop.
/// <see cref="ChannelOutboundBuffer.GetSharedBufferList()"/> is not asked: it remembers where a message begins, also after
/// a part of it was sent.
/// </summary>
internal sealed unsafe class Gather : ChannelOutboundBuffer.IMessageProcessor, IDisposable
{
    internal const int MaxPieces = 64;

    // Behind that no further message is added, so that a long queue is given to the kernel in parts.
    private const int MaxBytes = 256 * 1024;

    private readonly IByteBuffer?[] messages = new IByteBuffer?[MaxPieces];
    private readonly PinnedGCHandle<byte[]?>[] pins = new PinnedGCHandle<byte[]?>[MaxPieces];
    private readonly MessageHeader* header;
    private readonly IoVector* vectors;
    private int messageCount;
    private int pinsMade;

    public Gather()
    {
        header = (MessageHeader*)NativeMemory.AllocZeroed(1, (nuint)(sizeof(MessageHeader) + (MaxPieces * sizeof(IoVector))));
        vectors = (IoVector*)(header + 1);
        header->Vectors = vectors;
    }

    /// <summary>The pieces as the kernel takes them; only while there are some.</summary>
    public MessageHeader* Header
    {
        get
        {
            header->VectorCount = (nuint)Count;
            return header;
        }
    }

    /// <summary>The first piece; only while there is one.</summary>
    public IoVector* First => vectors;

    /// <summary>How many pieces there are.</summary>
    public int Count { get; private set; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds flushed messages from the first one on, as many as fit; empty ones have no piece.</summary>
    public void Collect(ChannelOutboundBuffer flushed)
    {
        if (flushed.Size == 1)
            _ = Add((IByteBuffer)flushed.Current);
        else
            flushed.ForEachFlushedMessage(this);
    }

    /// <summary>Sends flushed messages from the first one on.</summary>
    /// <param name="offered">Bytes that were to be sent.</param>
    /// <returns>Bytes taken, or the negative number of the error.</returns>
    public long Send(int descriptor, ChannelOutboundBuffer flushed, out long offered)
    {
        try
        {
            Collect(flushed);
            offered = Bytes;
            return Count == 0 ? 0 : NativeSocket.Send(descriptor, Header);
        }
        finally
        {
            Clear();
        }
    }

    /// <summary>Keeps the messages from being released before <see cref="ReleaseMessages"/>.</summary>
    public void RetainMessages()
    {
        for (int i = 0; i < messageCount; i++)
            messages[i]!.Retain();
    }

    /// <summary>Undoes <see cref="RetainMessages"/>.</summary>
    public void ReleaseMessages()
    {
        for (int i = 0; i < messageCount; i++)
            messages[i]!.Release();
    }

    /// <summary>Forgets the pieces: their memory may move again.</summary>
    public void Clear()
    {
        for (int i = 0; i < Count; i++)
            pins[i].Target = null;
        Array.Clear(messages, 0, messageCount);
        messageCount = 0;
        Count = 0;
        Bytes = 0;
    }

    bool ChannelOutboundBuffer.IMessageProcessor.ProcessMessage(object message) => Add((IByteBuffer)message);

    public void Dispose()
    {
        for (int i = 0; i < pinsMade; i++)
            pins[i].Dispose();
        NativeMemory.Free(header);
    }

    // Whether there is room for more.
    private bool Add(IByteBuffer message)
    {
        if (!message.IsReadable())
            return true;
        messages[messageCount++] = message;
        if (message.IoBufferCount == 1)
        {
            Add(message.GetIoBuffer());
        }
        else
        {
            foreach (ArraySegment<byte> piece in message.GetIoBuffers())
                Add(piece);
        }

        return Count < MaxPieces && Bytes < MaxBytes;
    }

    private void Add(ArraySegment<byte> piece)
    {
        // Pieces of a message that do not fit stay for the next call: what was sent is counted in bytes.
        if (piece.Count == 0 || Count == MaxPieces)
            return;
        if (Count == pinsMade)
            pins[pinsMade++] = new PinnedGCHandle<byte[]?>(null);
        pins[Count].Target = piece.Array;
        vectors[Count].Base = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(piece.Array!)) + piece.Offset;
        vectors[Count].Length = (nuint)piece.Count;
        Bytes += piece.Count;
        Count++;
    }
}
