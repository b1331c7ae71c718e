using DotNetty.Buffers;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.MySql.Statements;

namespace SceNettyProxy.Codecs.Tests.MySql.Statements;

[TestClass]
public sealed class PayloadInserterTests
{
    private const int Max = PacketHeader.MaxPayload;
    private static readonly byte[] Insertion = [201, 202, 203, 204, 205, 206];

    [TestMethod]
    [DataRow(1, 0)]
    [DataRow(1, 1)]
    [DataRow(20, 0)]
    [DataRow(20, 12)]
    [DataRow(20, 19)]
    [DataRow(20, 20)]
    public void A_short_command_grows_cut_anywhere(int length, int offset)
    {
        byte[] payload = Payload(length);
        byte[] packets = Packets.Of(0, payload);
        for (int cut = 0; cut <= packets.Length; cut++)
            AssertGrown(payload, offset, [cut, packets.Length - cut], extra: 0);
        AssertGrown(payload, offset, [.. Enumerable.Repeat(1, packets.Length)], extra: 0);
    }

    [TestMethod]
    [DataRow(Max - 7, 0, DisplayName = "one less than full")]
    [DataRow(Max - 6, 1, DisplayName = "exactly full")]
    [DataRow(Max - 5, 1, DisplayName = "one more than full")]
    [DataRow(Max - 1, 1)]
    [DataRow(Max, 0, DisplayName = "a full packet and an empty one")]
    [DataRow(Max + 1, 0, DisplayName = "a full packet and a short one")]
    [DataRow((2 * Max) - 7, 0)]
    [DataRow((2 * Max) - 6, 1, DisplayName = "two full ones after it")]
    [DataRow((2 * Max) - 5, 1)]
    [DataRow(2 * Max, 0, DisplayName = "two full packets and an empty one")]
    [DataRow((2 * Max) + 3, 0)]
    public void A_command_around_16_MiB_is_cut_into_packets_again(int length, int extra)
    {
        byte[] payload = Payload(length);
        int size = Packets.Of(0, payload).Length;
        AssertGrown(payload, 12, [size], extra);
        AssertGrown(payload, length > Max ? Max : length, [size], extra);

        // Byte by byte around each header, in pieces of a read elsewhere.
        List<int> cuts = [];
        for (int at = 0; at < size;)
        {
            int toHeader = at % (Max + 4);
            int next = toHeader is < 30 or > Max - 30 || size - at < 30 ? 1 : Math.Min(65_536, Math.Min(Max - 29 - toHeader, size - at - 29));
            cuts.Add(next);
            at += next;
        }

        AssertGrown(payload, 12, cuts, extra);
    }

    [TestMethod]
    public void A_long_command_grows_however_it_is_cut()
    {
        var random = new Random(4711);
        byte[] payload = Payload((2 * Max) - 3);
        int size = Packets.Of(0, payload).Length;
        for (int round = 0; round < 3; round++)
        {
            List<int> cuts = [];
            for (int rest = size; rest > 0; rest -= cuts[^1])
                cuts.Add(Math.Min(rest, 1 + random.Next(3_000_000)));
            AssertGrown(payload, random.Next(200_000), cuts, extra: 1);
        }
    }

    [TestMethod]
    public void What_goes_out_is_not_kept_back()
    {
        IByteBuffer output = Unpooled.Buffer();
        var inserter = new PayloadInserter(Insertion, 5);
        inserter.Feed(Packets.Of(0, Payload(100)).AsSpan(0, 60), output);
        Assert.AreEqual(60 + Insertion.Length, output.ReadableBytes);
    }

    private static byte[] Payload(int length)
    {
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++)
            payload[i] = (byte)(i % 199);
        return payload;
    }

    /// <summary>Against a naive join and split.</summary>
    private static void AssertGrown(byte[] payload, int offset, IReadOnlyList<int> pieces, int extra)
    {
        byte[] packets = Packets.Of(0, payload);
        byte[] expected = Packets.Of(0, [.. payload.AsSpan(0, offset), .. Insertion, .. payload.AsSpan(offset)]);
        IByteBuffer output = Unpooled.Buffer(expected.Length);
        var inserter = new PayloadInserter(Insertion, offset);
        int position = 0;
        foreach (int piece in pieces)
        {
            inserter.Feed(packets.AsSpan(position, piece), output);
            position += piece;
        }

        Assert.AreEqual(packets.Length, position, "the test feeds everything");
        Assert.IsTrue(expected.AsSpan().SequenceEqual(output.Array.AsSpan(output.ArrayOffset + output.ReaderIndex, output.ReadableBytes)), $"{payload.Length} bytes at {offset}");
        Assert.AreEqual(extra, inserter.ExtraPackets);
    }
}
