using SceNettyProxy.Codecs.MySql.Statements;

namespace SceNettyProxy.Codecs.Tests.MySql.Statements;

[TestClass]
public sealed class ExecuteHeadTests
{
    /// <summary>Two parameters: a LONGLONG and a VAR_STRING, with their values.</summary>
    private static readonly byte[] WithTypes =
        [0x17, 7, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 8, 0, 0xFD, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, (byte)'a'];

    private static readonly byte[] WithoutTypes =
        [0x17, 7, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, (byte)'a'];

    private static readonly byte[] BulkWithTypes = [0xFA, 7, 0, 0, 0, 128, 0, 8, 0, 0xFD, 0, 0, 1];

    private static readonly byte[] BulkWithoutTypes = [0xFA, 7, 0, 0, 0, 64, 0, 0, 1];

    /// <summary>One parameter without a name and one attribute "ab".</summary>
    private static readonly byte[] WithAttributes =
        [0x17, 7, 0, 0, 0, 8, 1, 0, 0, 0, 2, 0, 1, 8, 0, 0, 0xFD, 0, 2, (byte)'a', (byte)'b', 1, 2, 3];

    [TestMethod]
    public void Types_are_found_where_they_are_sent() => AssertHead(WithTypes, 2, false, true, 12, 4, needed: 16);

    [TestMethod]
    public void The_place_of_types_that_are_left_out_is_found() => AssertHead(WithoutTypes, 2, false, false, 12, 0, needed: 12);

    [TestMethod]
    public void Types_of_a_bulk_are_found_where_they_are_sent() => AssertHead(BulkWithTypes, 2, false, true, 7, 4, needed: 11);

    [TestMethod]
    public void The_place_of_types_that_a_bulk_leaves_out_is_found() => AssertHead(BulkWithoutTypes, 2, false, false, 7, 0, needed: 7);

    [TestMethod]
    public void Attributes_count_as_parameters_and_their_names_belong_to_the_types() =>
        AssertHead(WithAttributes, 1, true, true, 13, 8, needed: 21);

    [TestMethod]
    [DataRow(8, 1)]
    [DataRow(9, 2)]
    [DataRow(16, 2)]
    [DataRow(17, 3)]
    [DataRow(65_535, 8192)]
    public void The_null_bitmap_has_a_bit_for_each_parameter(int parameters, int bitmap)
    {
        byte[] payload = new byte[10 + bitmap + 1 + (2 * parameters)];
        payload[0] = 0x17;
        payload[10 + bitmap] = 1;
        AssertHead(payload, parameters, false, true, 11 + bitmap, 2 * parameters, needed: payload.Length);
    }

    [TestMethod]
    public void A_statement_without_parameters_has_no_types()
    {
        ExecuteHead head = ExecuteHead.Read([0x17, 7, 0, 0, 0, 0, 1, 0, 0, 0], 0, hasAttributes: false);
        Assert.IsFalse(head.NeedsMore);
        Assert.AreEqual(0, head.Parameters);
        Assert.IsFalse(head.HasTypes);
    }

    [TestMethod]
    public void Without_the_negotiated_flag_a_count_is_no_count()
    {
        // Flag 8 alone changes nothing: byte 10 is the NULL bitmap.
        byte[] payload = [0x17, 7, 0, 0, 0, 8, 1, 0, 0, 0, 0, 1, 8, 0, 5];
        AssertHead(payload, 1, false, true, 12, 2, needed: 14);
    }

    [TestMethod]
    [DataRow(new byte[] { 0xFD, 0xFF, 0xFF, 0xFF })]
    [DataRow(new byte[] { 0xFC, 0xFF, 0xFF })]
    [DataRow(new byte[] { 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    [DataRow(new byte[] { 0xFB })]
    [DataRow(new byte[] { 0xFF })]
    public void A_count_that_the_command_cannot_hold_is_never_satisfied(byte[] count)
    {
        byte[] payload = [0x17, 7, 0, 0, 0, 8, 1, 0, 0, 0, .. count, 0, 1, 8, 0, 0];
        Assert.IsTrue(ExecuteHead.Read(payload, 1, hasAttributes: true).NeedsMore);
    }

    [TestMethod]
    public void A_name_longer_than_the_command_is_never_satisfied()
    {
        byte[] payload =
            [0x17, 7, 0, 0, 0, 8, 1, 0, 0, 0, 1, 0, 1, 8, 0, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2];
        Assert.IsTrue(ExecuteHead.Read(payload, 1, hasAttributes: true).NeedsMore);
    }

    [TestMethod]
    public void Types_are_announced_where_the_command_says_it()
    {
        byte[] execute = [.. WithoutTypes];
        ExecuteHead.Read(execute, 2, hasAttributes: false).AnnounceTypes(execute);
        Assert.AreEqual(1, execute[11]);
        execute[11] = 0;
        CollectionAssert.AreEqual(WithoutTypes, execute, "nothing else has changed");

        byte[] bulk = [.. BulkWithoutTypes];
        ExecuteHead.Read(bulk, 2, hasAttributes: false).AnnounceTypes(bulk);
        Assert.AreEqual(64 | 128, bulk[5]);
        bulk[5] = 64;
        CollectionAssert.AreEqual(BulkWithoutTypes, bulk);
    }

    [TestMethod]
    public void The_id_is_read_and_written()
    {
        byte[] payload = [0x19, 1, 2, 3, 4, 9];
        Assert.AreEqual(0x04030201u, ExecuteHead.ReadId(payload));
        ExecuteHead.WriteId(payload, 0xFFFEFDFC);
        CollectionAssert.AreEqual(new byte[] { 0x19, 0xFC, 0xFD, 0xFE, 0xFF, 9 }, payload);
        for (int length = 0; length < 5; length++)
            Assert.IsNull(ExecuteHead.ReadId(payload.AsSpan(0, length)), $"{length} bytes");
    }

    /// <summary>Reads a payload cut at every offset: what is too short asks for more, what is not gives the same.</summary>
    private static void AssertHead(
        byte[] payload, int parameters, bool hasAttributes, bool hasTypes, int offset, int length, int needed)
    {
        int step = Math.Max(1, payload.Length / 997);
        for (int cut = 0; cut < needed; cut += step)
            Assert.IsTrue(ExecuteHead.Read(payload.AsSpan(0, cut), parameters, hasAttributes).NeedsMore, $"{cut} bytes");
        Assert.IsTrue(ExecuteHead.Read(payload.AsSpan(0, needed - 1), parameters, hasAttributes).NeedsMore);
        for (int cut = needed; cut <= payload.Length; cut++)
        {
            ExecuteHead head = ExecuteHead.Read(payload.AsSpan(0, cut), parameters, hasAttributes);
            Assert.IsFalse(head.NeedsMore, $"{cut} bytes");
            Assert.AreEqual((hasTypes, offset, length), (head.HasTypes, head.TypesOffset, head.TypesLength), $"{cut} bytes");
            Assert.AreEqual(hasAttributes ? 2 : parameters, head.Parameters);
        }
    }
}
