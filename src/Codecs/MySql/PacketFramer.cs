namespace SceNettyProxy.Codecs.MySql;

/// <summary>
/// Cuts a stream into packets by arithmetic and keeps no bytes. Knows headers split at any byte, packets of 16 MiB that
/// go on in the next one, and sequence numbers. A mutable struct: hold it in a field, never in a readonly one.
/// </summary>
/// <param name="firstSequence">The number that the first header must have.</param>
/// <param name="ignoresSequence">
/// True where the numbers in the headers mean nothing, as inside compressed frames: <see cref="LastSequence"/> is then the
/// one that the header should have had.
/// </param>
public struct PacketFramer(byte firstSequence = 0, bool ignoresSequence = false)
{
    private uint header;
    private int headerBytes;
    private int rest;
    private bool continues;
    private byte expected = firstSequence;
    private readonly bool ignores = ignoresSequence;

    /// <summary>The number of the last header read; undefined before the first one.</summary>
    public byte LastSequence { get; private set; }

    /// <summary>Nothing of a packet, header included, has been read that has not ended too.</summary>
    public readonly bool AtBoundary => headerBytes == 0 && rest == 0 && !continues;

    /// <summary>A header was begun and not ended.</summary>
    public readonly bool InHeader => headerBytes != 0;

    /// <summary>Payload bytes of the logical packet in progress that were passed out so far.</summary>
    public long PacketLength { get; private set; }

    /// <summary>
    /// Sets the number that the next header must have: 0 for a command, the next one in a conversation (the default).
    /// </summary>
    /// <exception cref="InvalidOperationException">A packet is in progress.</exception>
    public void ExpectSequence(byte sequence)
    {
        if (!AtBoundary)
            throw new InvalidOperationException("A packet is in progress.");
        expected = sequence;
    }

    /// <summary>
    /// Takes the next step from <paramref name="data"/>: at most one stretch of payload. Call it with what it left
    /// over until nothing is left.
    /// </summary>
    /// <exception cref="MySqlProtocolException">A sequence number is wrong.</exception>
    public PacketFrame Read(ReadOnlySpan<byte> data)
    {
        var position = 0;
        if (rest == 0)
        {
            while (headerBytes < PacketHeader.Size)
            {
                if (position == data.Length)
                    return new PacketFrame(position, position, 0, false);
                header |= (uint)data[position++] << (8 * headerBytes++);
            }
            BeginPacket();
        }

        var start = position;
        var length = Math.Min(rest, data.Length - start);
        rest -= length;
        PacketLength += length;
        var isEnd = rest == 0 && !continues;
        if (isEnd)
            PacketLength = 0;
        return new PacketFrame(start + length, start, length, isEnd);
    }

    private void BeginPacket()
    {
        LastSequence = ignores ? expected : (byte)(header >> 24);
        if (LastSequence != expected)
            MySqlProtocolException.Throw(ProtocolError.WrongSequence, "A packet is out of order.");
        expected++;
        rest = (int)(header & PacketHeader.MaxPayload);
        continues = rest == PacketHeader.MaxPayload;
        header = 0;
        headerBytes = 0;
    }
}
