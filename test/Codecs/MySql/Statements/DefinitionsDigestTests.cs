using SceNettyProxy.Codecs.MySql.Statements;

namespace SceNettyProxy.Codecs.Tests.MySql.Statements;

/// <summary>The hash over the definitions in the answer to a prepare.</summary>
[TestClass]
public sealed class DefinitionsDigestTests
{
    private static readonly byte[] Header = [12, 0, 0, 1, 0x00, 7, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0];
    private static readonly byte[] Parameter = [5, 0, 0, 2, 3, (byte)'d', (byte)'e', (byte)'f', 1];
    private static readonly byte[] End = [5, 0, 0, 3, 0xFE, 0, 0, 2, 0];
    private static readonly byte[] Column = [6, 0, 0, 4, 3, (byte)'d', (byte)'e', (byte)'f', 9, 8];

    private static ulong Of(params byte[][] packets)
    {
        var digest = new DefinitionsDigest();
        foreach (byte[] packet in packets)
            digest.Feed(packet);
        return digest.Value;
    }

    [TestMethod]
    public void The_servers_own_id_and_status_do_not_count()
    {
        byte[] otherId = [.. Header];
        otherId[5] = 99;
        byte[] otherStatus = [.. End];
        otherStatus[7] = 3;
        Assert.AreEqual(Of(Header, Parameter, End, Column, End), Of(otherId, Parameter, otherStatus, Column, End));
    }

    [TestMethod]
    public void Any_byte_of_a_definition_counts()
    {
        ulong whole = Of(Header, Parameter, End, Column, End);
        for (int i = 5; i < Column.Length; i++)
        {
            byte[] changed = [.. Column];
            changed[i] ^= 0x40;
            Assert.AreNotEqual(whole, Of(Header, Parameter, End, changed, End), $"byte {i}");
        }

        Assert.AreNotEqual(whole, Of(Header, Parameter, End, End), "a column less");
    }

    [TestMethod]
    public void Where_the_bytes_are_cut_does_not_count()
    {
        byte[] all = [.. Header, .. Parameter, .. End, .. Column, .. End];
        ulong whole = Of(all);
        for (int cut = 1; cut < all.Length; cut++)
            Assert.AreEqual(whole, Of(all[..cut], all[cut..]), $"cut at {cut}");
    }
}
