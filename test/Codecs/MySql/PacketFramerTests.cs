using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Codecs.Tests.MySql;

[TestClass]
public sealed class PacketFramerTests
{
    [TestMethod]
    public void Packets_are_found_however_the_stream_is_cut()
    {
        byte[] stream = [.. Packets.Of(0, 1, 2, 3), .. Packets.Of(1), .. Packets.Of(2, 4, 5)];
        for (var cut = 0; cut <= stream.Length; cut++)
        {
            var framer = new PacketFramer();
            List<string> packets = [];
            var payload = string.Empty;
            Feed(ref framer, stream.AsSpan(0, cut), packets, ref payload);
            Feed(ref framer, stream.AsSpan(cut), packets, ref payload);

            Assert.AreEqual("010203 - 0405", string.Join(' ', packets), $"cut at {cut}");
            Assert.IsTrue(framer.AtBoundary);
            Assert.AreEqual(2, framer.LastSequence);
        }
    }

    [TestMethod]
    public void Packets_are_found_byte_by_byte()
    {
        var framer = new PacketFramer(7);
        List<string> packets = [];
        var payload = string.Empty;
        foreach (var value in (byte[])[.. Packets.Of(7, 1, 2, 3), .. Packets.Of(8)])
            Feed(ref framer, [value], packets, ref payload);

        Assert.AreEqual("010203 -", string.Join(' ', packets));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(PacketHeader.MaxPayload)]
    public void A_payload_of_16_MiB_ends_in_a_later_packet(int more)
    {
        var total = PacketHeader.MaxPayload + more;
        var stream = Packets.Of(0, new byte[total]);
        foreach (var size in new[] { stream.Length, 5_000_000, PacketHeader.MaxPayload + 2, PacketHeader.MaxPayload + 4 })
        {
            var framer = new PacketFramer();
            var payload = 0;
            var ends = 0;
            for (var at = 0; at < stream.Length; at += size)
            {
                var read = stream.AsSpan(at, Math.Min(size, stream.Length - at));
                while (!read.IsEmpty)
                {
                    Assert.AreEqual(0, ends);
                    var frame = framer.Read(read);
                    payload += frame.PayloadLength;
                    ends += frame.IsEnd ? 1 : 0;
                    Assert.AreEqual(frame.IsEnd, framer.AtBoundary);
                    read = read[frame.Consumed..];
                }
            }
            Assert.AreEqual(1, ends);
            Assert.AreEqual(total, payload);
        }
    }

    [TestMethod]
    public void A_wrong_sequence_number_is_refused()
    {
        Packets.AssertThrows(ProtocolError.WrongSequence, () => new PacketFramer().Read(Packets.Of(1, 9)));
        Packets.AssertThrows(ProtocolError.WrongSequence, () =>
        {
            var framer = new PacketFramer();
            framer.Read(Packets.Of(0, 9));
            framer.Read(Packets.Of(0, 9));
        });
    }

    [TestMethod]
    public void One_that_was_never_set_up_expects_0_and_checks_the_numbers()
    {
        PacketFramer framer = default;
        framer.Read([1, 0, 0, 0, 9]);
        Assert.IsTrue(framer.AtBoundary);
        Assert.ThrowsExactly<MySqlProtocolException>(() => framer.Read([1, 0, 0, 7, 9]));
    }

    [TestMethod]
    public void A_new_command_starts_over_at_a_boundary_only()
    {
        var framer = new PacketFramer();
        framer.Read(Packets.Of(0, 9));
        framer.ExpectSequence(0);
        Assert.IsTrue(framer.Read(Packets.Of(0, 9)).IsEnd);

        framer.Read([1]);
        Assert.ThrowsExactly<InvalidOperationException>(() => framer.ExpectSequence(0));
    }

    [TestMethod]
    public void A_header_is_written_as_it_is_read()
    {
        var header = new byte[PacketHeader.Size];
        PacketHeader.Write(header, 0x030201, 4);

        CollectionAssert.AreEqual(new byte[] { 1, 2, 3, 4 }, header);
        Assert.AreEqual(0x030201, PacketHeader.ReadLength(header));
        Assert.AreEqual(4, PacketHeader.ReadSequence(header));
        Packets.AssertThrows(ProtocolError.Truncated, () => PacketHeader.ReadLength(header.AsSpan(1)));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => PacketHeader.Write(header, 0x1000000, 0));
    }

    private static void Feed(ref PacketFramer framer, ReadOnlySpan<byte> read, List<string> packets, ref string payload)
    {
        while (!read.IsEmpty)
        {
            var frame = framer.Read(read);
            payload += Convert.ToHexString(read.Slice(frame.PayloadStart, frame.PayloadLength));
            if (frame.IsEnd)
            {
                packets.Add(payload.Length == 0 ? "-" : payload);
                payload = string.Empty;
            }
            read = read[frame.Consumed..];
        }
    }
}
