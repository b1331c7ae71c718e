namespace SceNettyProxy.Codecs.MySql.Statements;

/// <summary>
/// Lowers the numbers of packets on their way, in place: the response to a command that went to the server in more packets
/// than the client had sent. A negative shift raises them: the rest of a response that packets were put into. A mutable struct: hold it in a field, never in a readonly one.
/// </summary>
public struct SequenceShift(int shift)
{
    private uint header;
    private int headerBytes;
    private int rest;

    /// <summary>Changes the headers in the next bytes of the response.</summary>
    /// <param name="packets">Headers included, cut anywhere.</param>
    public void Apply(Span<byte> packets)
    {
        int position = 0;
        while (position < packets.Length)
        {
            if (rest > 0)
            {
                int length = Math.Min(rest, packets.Length - position);
                rest -= length;
                position += length;
                continue;
            }

            header |= (uint)packets[position] << (8 * headerBytes++);
            if (headerBytes == PacketHeader.Size)
            {
                packets[position] = (byte)(packets[position] - shift);
                rest = (int)(header & PacketHeader.MaxPayload);
                header = 0;
                headerBytes = 0;
            }

            position++;
        }
    }
}
