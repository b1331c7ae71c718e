using SceNettyProxy.Codecs.MySql.Statements;

namespace SceNettyProxy.Codecs.Tests.MySql.Statements;

[TestClass]
public sealed class SequenceShiftTests
{
    [TestMethod]
    public void Numbers_are_lowered_and_wrap_however_the_response_is_cut()
    {
        byte[] before = [.. Packets.Of(255, 1, 2, 3), .. Packets.Of(0), .. Packets.Of(1, 9)];
        byte[] after = [.. Packets.Of(254, 1, 2, 3), .. Packets.Of(255), .. Packets.Of(0, 9)];
        for (int cut = 0; cut <= before.Length; cut++)
            CollectionAssert.AreEqual(after, Shift(before, 1, cut), $"cut at {cut}");
    }

    [TestMethod]
    public void Numbers_are_lowered_byte_by_byte()
    {
        byte[] packets = [.. Packets.Of(2, new byte[300]), .. Packets.Of(3, 7)];
        byte[] after = [.. Packets.Of(1, new byte[300]), .. Packets.Of(2, 7)];
        var shift = new SequenceShift(1);
        for (int i = 0; i < packets.Length; i++)
            shift.Apply(packets.AsSpan(i, 1));
        CollectionAssert.AreEqual(after, packets);
    }

    [TestMethod]
    public void A_response_of_more_than_256_packets_keeps_its_order()
    {
        List<byte> before = [];
        List<byte> after = [];
        for (int i = 0; i < 600; i++)
        {
            before.AddRange(Packets.Of((byte)(i + 2), (byte)i));
            after.AddRange(Packets.Of((byte)(i + 1), (byte)i));
        }

        CollectionAssert.AreEqual(after, Shift([.. before], 1, 777));
    }

    [TestMethod]
    public void A_negative_shift_raises_them()
    {
        byte[] before = [.. Packets.Of(254, 1, 2, 3), .. Packets.Of(255), .. Packets.Of(0, 9)];
        byte[] after = [.. Packets.Of(1, 1, 2, 3), .. Packets.Of(2), .. Packets.Of(3, 9)];
        for (int cut = 0; cut <= before.Length; cut++)
            CollectionAssert.AreEqual(after, Shift(before, -3, cut), $"cut at {cut}");
    }

    private static byte[] Shift(byte[] packets, int by, int cut)
    {
        byte[] changed = [.. packets];
        var shift = new SequenceShift(by);
        shift.Apply(changed.AsSpan(0, cut));
        shift.Apply(changed.AsSpan(cut));
        return changed;
    }
}
