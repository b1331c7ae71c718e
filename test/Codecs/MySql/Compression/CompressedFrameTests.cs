using System.IO.Compression;
using DotNetty.Buffers;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.MySql.Compression;

namespace SceNettyProxy.Codecs.Tests.MySql.Compression;

[TestClass]
public sealed class CompressedFrameTests
{
    private static readonly byte[] Text = [.. Enumerable.Range(0, 3000).Select(i => (byte)(i % 7))];

    private readonly IByteBufferAllocator allocator = UnpooledByteBufferAllocator.Default;

    [TestMethod]
    [DataRow(1)]
    [DataRow(49)]
    public void A_short_payload_is_stored(int length)
    {
        byte[] frame = Encode(Text[..length], 5);
        CollectionAssert.AreEqual((byte[])[(byte)length, 0, 0, 5, 0, 0, 0, .. Text[..length]], frame);
    }

    [TestMethod]
    public void A_longer_payload_is_a_zlib_stream_of_its_own()
    {
        byte[] frame = Encode(Text, 7);
        Assert.AreEqual(frame.Length - 7, frame[0] | frame[1] << 8 | frame[2] << 16);
        Assert.AreEqual(7, frame[3]);
        Assert.AreEqual(Text.Length, frame[4] | frame[5] << 8 | frame[6] << 16);
        Assert.IsLessThan(300, frame.Length);
        using ZLibStream zlib = new(new MemoryStream(frame[7..]), CompressionMode.Decompress);
        using MemoryStream inflated = new();
        zlib.CopyTo(inflated);
        CollectionAssert.AreEqual(Text, inflated.ToArray());
    }

    [TestMethod]
    public void What_would_grow_is_stored()
    {
        byte[] noise = new byte[1000];
        new Random(1).NextBytes(noise);
        byte[] frame = Encode(noise, 0);
        CollectionAssert.AreEqual((byte[])[0xE8, 3, 0, 0, 0, 0, 0, .. noise], frame);
    }

    [TestMethod]
    public void Frames_are_read_whole_byte_by_byte_and_cut_at_every_offset()
    {
        byte[] frames = [.. Encode(Text[..20], 0), .. Encode(Text, 1), .. Encode(Text[..100], 2), 0, 0, 0, 3, 0, 0, 0];
        byte[] expected = [.. Text[..20], .. Text, .. Text[..100]];
        CollectionAssert.AreEqual(expected, Decode(frames));
        CollectionAssert.AreEqual(expected, Decode([.. frames.Select(value => (byte[])[value])]));
        for (int cut = 1; cut < frames.Length; cut++)
            CollectionAssert.AreEqual(expected, Decode(frames[..cut], frames[cut..]), $"cut at {cut}");
    }

    [TestMethod]
    public void A_frame_that_holds_much_is_inflated_in_pieces()
    {
        byte[] zeros = new byte[CompressedHeader.MaxPayload];
        using CompressedFrameDecoder decoder = new();
        decoder.Append(Unpooled.WrappedBuffer(Encode(zeros, 0)), allocator);
        int total = 0;
        while (decoder.Read(allocator) is { } piece)
        {
            Assert.IsLessThanOrEqualTo(CompressedFrameDecoder.MaxPiece, piece.Capacity);
            total += piece.ReadableBytes;
            piece.Release();
        }

        Assert.AreEqual(zeros.Length, total);
    }

    [TestMethod]
    public void The_numbers_begin_at_0_or_go_on()
    {
        Decode(Encode(Text, 0), Encode(Text, 1), Encode(Text, 2), Encode(Text, 0), Encode(Text, 0), Encode(Text, 1));
        AssertRefused(ProtocolError.WrongSequence, Encode(Text, 0), Encode(Text, 2));
        AssertRefused(ProtocolError.WrongSequence, Encode(Text, 0), Encode(Text, 1), Encode(Text, 1));
    }

    [TestMethod]
    public void The_numbers_wrap_around()
    {
        using CompressedFrameDecoder decoder = new();
        for (int i = 0; i < 300; i++)
        {
            decoder.Append(Unpooled.WrappedBuffer(Encode([1], (byte)i)), allocator);
            decoder.Read(allocator)!.Release();
        }
    }

    [TestMethod]
    [DataRow(-1, DisplayName = "less than it holds")]
    [DataRow(1, DisplayName = "more than it holds")]
    [DataRow(1 << 20, DisplayName = "much more")]
    public void A_frame_that_claims_another_length_is_refused(int difference)
    {
        byte[] frame = Encode(Text, 0);
        int claimed = Text.Length + difference;
        (frame[4], frame[5], frame[6]) = ((byte)claimed, (byte)(claimed >> 8), (byte)(claimed >> 16));
        AssertRefused(ProtocolError.Malformed, frame);
    }

    [TestMethod]
    public void Damage_anywhere_in_a_zlib_stream_is_seen()
    {
        byte[] frame = Encode(Text, 0);
        for (int i = 7; i < frame.Length; i++)
        {
            byte[] damaged = [.. frame];
            damaged[i] ^= 0x55;
            byte[]? read = TryDecode(damaged);
            // A few bits of a zlib header mean nothing.
            if (read is not null)
                CollectionAssert.AreEqual(Text, read, $"damage at {i}");
        }

        AssertRefused(ProtocolError.Malformed, [1, 0, 0, 0, 9, 0, 0, 0xFF]);
        AssertRefused(ProtocolError.Malformed, [0, 0, 0, 0, 9, 0, 0]);
    }

    private static byte[] Encode(byte[] payload, byte sequence)
    {
        IByteBuffer output = Unpooled.Buffer(16);
        CompressedFrameEncoder.Write(payload, sequence, output);
        return output.Array[..output.WriterIndex];
    }

    private byte[] Decode(params byte[][] inputs)
    {
        using CompressedFrameDecoder decoder = new();
        List<byte> output = [];
        foreach (byte[] input in inputs)
        {
            decoder.Append(Unpooled.CopiedBuffer(input), allocator);
            while (decoder.Read(allocator) is { } piece)
            {
                output.AddRange(piece.Array.AsSpan(piece.ArrayOffset + piece.ReaderIndex, piece.ReadableBytes));
                piece.Release();
            }
        }

        return [.. output];
    }

    private byte[]? TryDecode(byte[] input)
    {
        try
        {
            return Decode(input);
        }
        catch (MySqlProtocolException)
        {
            return null;
        }
    }

    private void AssertRefused(ProtocolError error, params byte[][] inputs) =>
        Assert.AreEqual(error, Assert.ThrowsExactly<MySqlProtocolException>(() => Decode(inputs)).Error);
}
