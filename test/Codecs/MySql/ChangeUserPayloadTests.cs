using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Codecs.Tests.MySql;

[TestClass]
public sealed class ChangeUserPayloadTests
{
    private const CapabilityFlags Full =
        CapabilityFlags.Protocol41 | CapabilityFlags.SecureConnection | CapabilityFlags.PluginAuth
        | CapabilityFlags.PluginAuthLenencData | CapabilityFlags.ConnectAttrs;

    private static readonly byte[] Whole =
    [
        0x11, .. "user"u8, 0, 3, 1, 0, 2, .. "db"u8, 0, 0x2D, 0x01, .. "plug"u8, 0, 8, 3, .. "key"u8, 3, .. "val"u8,
    ];

    [TestMethod]
    public void Every_field_is_read()
    {
        ChangeUserPayload payload = ChangeUserPayload.Parse(Whole, Full);
        Assert.AreEqual("user", payload.UserName);
        CollectionAssert.AreEqual((byte[])[1, 0, 2], payload.AuthResponse);
        Assert.AreEqual("db", payload.Database);
        Assert.AreEqual((ushort)0x012D, payload.Collation);
        Assert.AreEqual("plug", payload.AuthPlugin);
        Assert.AreEqual(new KeyValuePair<string, string>("key", "val"), payload.ConnectAttributes!.Single());
    }

    [TestMethod]
    public void What_old_clients_leave_out_is_not_there()
    {
        ChangeUserPayload payload = ChangeUserPayload.Parse([0x11, .. "user"u8, 0, 0, 0], Full);
        Assert.IsNull(payload.Database);
        Assert.IsNull(payload.Collation);
        Assert.IsNull(payload.AuthPlugin);
        Assert.IsNull(payload.ConnectAttributes);
        payload = ChangeUserPayload.Parse([0x11, .. "user"u8, 0, .. "hash"u8, 0, .. "db"u8, 0], CapabilityFlags.Protocol41);
        CollectionAssert.AreEqual("hash"u8.ToArray(), payload.AuthResponse);
        Assert.AreEqual("db", payload.Database);
        Assert.AreEqual("db", ChangeUserPayload.Parse([0x11, .. "user"u8, 0, 0, .. "db"u8], Full).Database);
    }

    [TestMethod]
    public void A_field_whose_flag_is_off_is_not_read()
    {
        ChangeUserPayload payload = ChangeUserPayload.Parse(Whole, Full & ~(CapabilityFlags.PluginAuth | CapabilityFlags.ConnectAttrs));
        Assert.IsNull(payload.AuthPlugin);
        Assert.IsNull(payload.ConnectAttributes);
    }

    [TestMethod]
    public void Every_cut_is_read_or_refused_as_a_protocol_error()
    {
        int read = 0;
        for (int cut = 0; cut < Whole.Length; cut++)
        {
            try
            {
                ChangeUserPayload payload = ChangeUserPayload.Parse(Whole.AsSpan(0, cut), Full);
                Assert.AreEqual("user", payload.UserName);
                read++;
            }
            catch (MySqlProtocolException)
            {
            }
        }

        Assert.IsGreaterThan(2, read);
    }

    [TestMethod]
    [DataRow(new byte[] { 0x11 })]
    [DataRow(new byte[] { 0x12, 0, 0, 0 })]
    [DataRow(new byte[] { 0x11, 0, 255, 1, 2 })]
    [DataRow(new byte[] { 0x11, 0, 0, 0, 45, 0, 0, 0xFE, 255, 255, 255, 255, 255, 255, 255, 255 })]
    [DataRow(new byte[] { 0x11, 0, 0, 0, 45, 0, 0, 3, 200, 1, 2 })]
    public void Lengths_that_reach_too_far_are_refused(byte[] payload) =>
        Assert.ThrowsExactly<MySqlProtocolException>(() => ChangeUserPayload.Parse(payload, Full));
}
