using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Codecs.Tests.MySql;

/// <summary>Where the text of a COM_QUERY with attributes begins; bytes as the protocol page "COM_QUERY" lays them out.</summary>
[TestClass]
public sealed class QueryAttributesTests
{
    private static readonly byte[] None = [0x03, 0, 1, .. "SELECT 1"u8];

    /// <summary>n1 = "v1", n2 = 5 as LONGLONG, n3 = NULL, n4 = a date and time of 7 bytes, n5 = a TINY.</summary>
    private static readonly byte[] Five =
    [
        0x03, 5, 1, 0b0000_0100, 1,
        0xFE, 0, 2, .. "n1"u8, 8, 0, 2, .. "n2"u8, 6, 0, 2, .. "n3"u8, 12, 0, 2, .. "n4"u8, 1, 0, 2, .. "n5"u8,
        2, .. "v1"u8, 5, 0, 0, 0, 0, 0, 0, 0, 7, 0xE8, 7, 1, 2, 3, 4, 5, 9,
        .. "SELECT 2"u8,
    ];

    [TestMethod]
    public void Without_attributes_two_bytes_stand_in_front_of_the_text() => Assert.AreEqual(3, QueryAttributes.FindText(None));

    [TestMethod]
    public void Values_of_every_size_are_passed_over() =>
        CollectionAssert.AreEqual("SELECT 2"u8.ToArray(), Five[QueryAttributes.FindText(Five)!.Value..]);

    [TestMethod]
    public void A_payload_that_ends_within_the_attributes_has_no_text_yet()
    {
        int text = QueryAttributes.FindText(Five)!.Value;
        for (int length = 0; length < text; length++)
            Assert.IsNull(QueryAttributes.FindText(Five.AsSpan(0, length)), $"{length} bytes");
        Assert.AreEqual(text, QueryAttributes.FindText(Five.AsSpan(0, text)), "an empty text");
    }

    [TestMethod]
    public void What_is_no_list_of_attributes_is_refused()
    {
        Assert.IsNull(QueryAttributes.FindText([0x03, 1, 2, 0, 1, 1, 0, 0, 5, .. "x"u8]), "two sets of values");
        Assert.IsNull(QueryAttributes.FindText([0x03, 1, 1, 0, 0, 5, .. "x"u8]), "no types");
        Assert.IsNull(QueryAttributes.FindText([0x03, 0xFD, 0xFF, 0xFF, 0xFF, 1, 0]), "16 million attributes");
        Assert.IsNull(QueryAttributes.FindText([0x03, 1, 1, 0, 1, 0xFE, 0, 1, (byte)'n', 0xFE, 255, 255, 255, 255, 255, 255, 255, 255]), "a value of any length");
    }
}
