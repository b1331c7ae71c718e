using System.IO.Compression;
using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.MySql.Compression;

/// <summary>
/// Compressed frames to the bytes in them, piece by piece: <see cref="Append"/> what came, then <see cref="Read"/> until
/// there is nothing more. Stored frames pass through as they come; a compressed one is gathered first, and inflated only as
/// far as is asked for. Of one thread; disposal releases what is held.
/// </summary>
public sealed class CompressedFrameDecoder : IDisposable
{
    /// <summary>Bytes of an inflated piece.</summary>
    public const int MaxPiece = 64 * 1024;

    private IByteBuffer? input;
    private IByteBuffer? frame;
    private ZLibStream? inflater;
    private int storedRest;
    private int inflatedRest;

    /// <summary>The number of the last frame that was begun.</summary>
    public byte LastSequence { get; private set; }

    /// <summary>The number that follows the last frame of the other direction; a frame may go on there too.</summary>
    public byte AnswerSequence { get; set; }

    /// <summary>Adds what came. Takes over the buffer.</summary>
    /// <param name="allocator">For the case that two buffers must become one.</param>
    public void Append(IByteBuffer bytes, IByteBufferAllocator allocator)
    {
        if (input is null || !input.IsReadable())
        {
            input?.Release();
            input = bytes;
            return;
        }

        // Not in place where a piece that was passed on shares the memory.
        if (input.ReferenceCount > 1 || input.WritableBytes < bytes.ReadableBytes)
        {
            IByteBuffer joined = allocator.Buffer(2 * (input.ReadableBytes + bytes.ReadableBytes));
            joined.WriteBytes(input);
            input.Release();
            input = joined;
        }

        input.WriteBytes(bytes);
        bytes.Release();
    }

    /// <summary>The next piece, at least one byte, which is the caller's; null when more must come first.</summary>
    /// <exception cref="MySqlProtocolException">
    /// A frame is out of order, is no zlib stream, or does not hold as many bytes as it claims.
    /// </exception>
    public IByteBuffer? Read(IByteBufferAllocator allocator)
    {
        while (true)
        {
            if (inflater is not null)
                return Inflate(allocator);
            if (input is null || !input.IsReadable())
                return null;
            if (storedRest > 0)
            {
                int length = Math.Min(storedRest, input.ReadableBytes);
                storedRest -= length;
                return input.ReadRetainedSlice(length);
            }

            if (!BeginFrame())
                return null;
        }
    }

    public void Dispose()
    {
        EndFrame();
        input?.Release();
        input = null;
    }

    private bool BeginFrame()
    {
        ReadOnlySpan<byte> bytes = input!.Array.AsSpan(input.ArrayOffset + input.ReaderIndex, input.ReadableBytes);
        if (bytes.Length < CompressedHeader.Size)
            return false;
        byte sequence = CompressedHeader.ReadSequence(bytes);
        // 0 begins a command; any other goes on from a frame of either direction.
        if (sequence != 0 && sequence != (byte)(LastSequence + 1) && sequence != AnswerSequence)
            MySqlProtocolException.Throw(ProtocolError.WrongSequence, "A compressed frame is out of order.");
        int length = CompressedHeader.ReadLength(bytes);
        int originalLength = CompressedHeader.ReadOriginalLength(bytes);
        if (originalLength > 0 && bytes.Length < CompressedHeader.Size + length)
            return false;
        LastSequence = sequence;
        input.SkipBytes(CompressedHeader.Size);
        if (originalLength == 0)
        {
            storedRest = length;
            return true;
        }

        frame = input.ReadRetainedSlice(length);
        inflatedRest = originalLength;
        inflater = new ZLibStream(
            new MemoryStream(frame.Array, frame.ArrayOffset + frame.ReaderIndex, length, writable: false), CompressionMode.Decompress);
        return true;
    }

    private IByteBuffer Inflate(IByteBufferAllocator allocator)
    {
        IByteBuffer piece = allocator.Buffer(Math.Min(inflatedRest, MaxPiece));
        try
        {
            int length = inflater!.ReadAtLeast(
                piece.Array.AsSpan(piece.ArrayOffset, Math.Min(inflatedRest, MaxPiece)), 1, throwOnEndOfStream: false);
            inflatedRest -= length;
            // One byte more than claimed is asked for: the checksum behind the data is looked at only then.
            if (length == 0 || (inflatedRest == 0 && inflater.ReadByte() >= 0))
                MySqlProtocolException.Throw(ProtocolError.Malformed, "A compressed frame does not have the length that it claims.");
            piece.SetWriterIndex(length);
            if (inflatedRest == 0)
                EndFrame();
            return piece;
        }
        catch (Exception e) when (e is MySqlProtocolException or InvalidDataException or IOException)
        {
            piece.Release();
            EndFrame();
            if (e is MySqlProtocolException)
                throw;
            throw new MySqlProtocolException(ProtocolError.Malformed, "A compressed frame is no zlib stream.");
        }
    }

    private void EndFrame()
    {
        inflater?.Dispose();
        inflater = null;
        frame?.Release();
        frame = null;
    }
}
