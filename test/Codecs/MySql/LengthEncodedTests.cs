using DotNetty.Buffers;
using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Codecs.Tests.MySql;

[TestClass]
public sealed class LengthEncodedTests
{
    [TestMethod]
    [DataRow(0ul, "00")]
    [DataRow(250ul, "FA")]
    [DataRow(251ul, "FCFB00")]
    [DataRow(0xFFFFul, "FCFFFF")]
    [DataRow(0x10000ul, "FD000001")]
    [DataRow(0xFFFFFFul, "FDFFFFFF")]
    [DataRow(0x1000000ul, "FE0000000100000000")]
    [DataRow(ulong.MaxValue, "FEFFFFFFFFFFFFFFFF")]
    public void An_integer_takes_its_shortest_form(ulong value, string hex)
    {
        Span<byte> bytes = stackalloc byte[LengthEncoded.MaxSize];
        var written = LengthEncoded.Write(bytes, value);

        Assert.AreEqual(hex, Convert.ToHexString(bytes[..written]));
        Assert.AreEqual(written, LengthEncoded.SizeOf(value));
        Assert.AreEqual(value, new PayloadReader(Convert.FromHexString(hex)).ReadLengthEncodedInteger());
    }

    [TestMethod]
    [DataRow("FC01")]
    [DataRow("FD0102")]
    [DataRow("FE01020304050607")]
    [DataRow("")]
    public void A_truncated_integer_is_refused(string hex)
    {
        var bytes = Convert.FromHexString(hex);

        Packets.AssertThrows(ProtocolError.Truncated, () => new PayloadReader(bytes).ReadLengthEncodedInteger());
        Assert.IsFalse(new PayloadReader(bytes).TryReadLengthEncodedInteger(out _));
    }

    [TestMethod]
    [DataRow("FB")]
    [DataRow("FF")]
    public void NULL_and_the_error_marker_are_no_integers(string hex)
    {
        var bytes = Convert.FromHexString(hex);

        Packets.AssertThrows(ProtocolError.Malformed, () => new PayloadReader(bytes).ReadLengthEncodedInteger());
        var reader = new PayloadReader(bytes);
        Assert.IsFalse(reader.TryReadLengthEncodedInteger(out _));
        Assert.AreEqual(1, reader.Remaining);
    }

    [TestMethod]
    [DataRow("0561626364")]
    [DataRow("FEFFFFFFFFFFFFFFFF61")]
    [DataRow("FE000000800000000061")]
    public void A_string_that_claims_more_than_there_is_is_refused(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        Packets.AssertThrows(ProtocolError.Truncated, () => new PayloadReader(bytes).ReadLengthEncodedString());
    }

    [TestMethod]
    public void Fields_are_little_endian_and_read_in_order()
    {
        var reader = new PayloadReader(Convert.FromHexString(
            "01" + "0201" + "030201" + "04030201" + "0807060504030201" + "0261" + "62" + "637800" + "00" + "7A7A"));

        Assert.AreEqual(1, reader.ReadByte());
        Assert.AreEqual(0x0102, reader.ReadUInt16());
        Assert.AreEqual(0x010203u, reader.ReadUInt24());
        Assert.AreEqual(0x01020304u, reader.ReadUInt32());
        Assert.AreEqual(0x0102030405060708ul, reader.ReadUInt64());
        Assert.IsTrue(reader.ReadLengthEncodedString().SequenceEqual("ab"u8));
        Assert.IsTrue(reader.ReadNullTerminated().SequenceEqual("cx"u8));
        Assert.AreEqual(0, reader.ReadNullTerminated().Length);
        Assert.IsTrue(reader.ReadRest().SequenceEqual("zz"u8));
        Assert.AreEqual(0, reader.ReadRest().Length);
    }

    [TestMethod]
    public void Buffers_of_every_kind_take_the_same_bytes()
    {
        var text = new string('ä', 200);
        foreach (var buffer in new[] { Unpooled.Buffer(1), Unpooled.CompositeBuffer() })
        {
            buffer.WriteLengthEncodedString(text);
            buffer.WriteNullTerminated("ab");

            var bytes = new byte[buffer.ReadableBytes];
            buffer.GetBytes(buffer.ReaderIndex, bytes);
            var reader = new PayloadReader(bytes);
            Assert.AreEqual(400, reader.ReadLengthEncodedString().Length);
            Assert.IsTrue(reader.ReadNullTerminated().SequenceEqual("ab"u8));
            Assert.AreEqual(0, reader.Remaining);
            buffer.Release();
        }
    }
}
