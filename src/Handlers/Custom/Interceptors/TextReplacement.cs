using DotNetty.Buffers;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Handlers.Frontend;

namespace SceNettyProxy.Handlers.Custom.Interceptors;

/// <summary>Puts another text into a COM_QUERY or COM_STMT_PREPARE.</summary>
internal static class TextReplacement
{
    /// <summary>
    /// False when the command would come to take more or fewer packets: the numbers of the answer depend on it, and no answer
    /// fits both the server and the client then.
    /// </summary>
    /// <param name="command">Whole; its attributes stay as they are.</param>
    public static bool TryReplace(IByteBufferAllocator allocator, ClientCommand command, ReadOnlySpan<byte> text)
    {
        int front = command.TextOffset;
        int length = front + text.Length;
        if (CountPackets(length) != command.LastSequence + 1)
            return false;
        ReadOnlySpan<byte> packets = command.Packets.ReadableSpan();
        IByteBuffer next = allocator.Buffer(length + ((command.LastSequence + 1) * PacketHeader.Size));
        ReadOnlySpan<byte> head = packets.Slice(PacketHeader.Size, front);
        for (int sequence = 0; sequence <= command.LastSequence; sequence++)
        {
            int room = PacketHeader.MaxPayload - head.Length;
            ReadOnlySpan<byte> part = text[..Math.Min(room, text.Length)];
            next.WriteMediumLE(head.Length + part.Length);
            next.WriteByte(sequence);
            next.WriteSpan(head);
            next.WriteSpan(part);
            head = default;
            text = text[part.Length..];
        }

        command.Replace(next);
        return true;
    }

    private static int CountPackets(int payload) => (payload / PacketHeader.MaxPayload) + 1;
}
