using System.Text;
using DotNetty.Buffers;
using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Codecs.Tests.MySql;

[TestClass]
public sealed class OkPayloadTests
{
    private const CapabilityFlags Track = CapabilityFlags.SessionTrack;

    [TestMethod]
    public void The_counts_and_the_info_of_a_captured_insert_are_read()
    {
        foreach (var (name, capabilities) in new[] { ("classic-info", CapabilityFlags.None), ("track-info", Track) })
        {
            var payload = Capture.Of(name).FirstPayload;
            var ok = OkPayload.Parse(payload, capabilities);

            Assert.AreEqual(2ul, ok.AffectedRows);
            Assert.AreEqual(name == "classic-info" ? 4ul : 8ul, ok.LastInsertId);
            Assert.AreEqual(ServerStatus.Autocommit, ok.Status);
            Assert.AreEqual("Records: 2  Duplicates: 0  Warnings: 0", Encoding.UTF8.GetString(payload[ok.Info]));
            Assert.IsFalse(ok.HasSessionState);
        }
    }

    [TestMethod]
    public void Info_without_a_length_runs_to_the_end()
    {
        byte[] payload = [0, 0, 0, 2, 0, 0, 0, .. "Rows"u8];
        Assert.AreEqual("Rows", Encoding.UTF8.GetString(payload[OkPayload.Parse(payload, CapabilityFlags.None).Info]));
    }

    [TestMethod]
    [DataRow("track-use", "Schema::cap StateChange::1")]
    [DataRow("track-use-mysql", "Schema::mysql StateChange::1")]
    [DataRow("track-begin", "TransactionState::T_______ TransactionCharacteristics::START TRANSACTION;")]
    [DataRow("track-autocommit", "SystemVariable:autocommit:OFF SystemVariable:time_zone:+01:00 StateChange::1")]
    [DataRow("track-classic-use", "Schema::mysql")]
    public void Captured_session_state_changes_are_read(string name, string changes)
    {
        var payload = Capture.Of(name).FirstPayload;
        var ok = OkPayload.Parse(payload, Track);
        Assert.IsTrue(ok.HasSessionState);
        Assert.AreEqual(changes, Changes(payload[ok.SessionState]));
    }

    [TestMethod]
    public void GTIDs_are_read_and_unknown_types_skipped()
    {
        // GTIDs as the protocol page of MySQL shows them: an encoding byte, then the text.
        Assert.AreEqual("Gtids::a:1", Changes([9, 2, 1, 2, 3, 5, 0, 3, (byte)'a', (byte)':', (byte)'1', 99, 0]));
    }

    [TestMethod]
    public void A_change_that_is_cut_off_is_refused()
    {
        var payload = Capture.Of("track-autocommit").FirstPayload;
        var all = payload[OkPayload.Parse(payload, Track).SessionState].ToArray();
        var refused = 0;
        for (var length = 1; length < all.Length; length++)
        {
            try
            {
                Changes(all.AsSpan(0, length));
            }
            catch (MySqlProtocolException exception)
            {
                Assert.AreEqual(ProtocolError.Truncated, exception.Error);
                refused++;
            }
        }

        // Only the ends of the three entries are no cut.
        Assert.AreEqual(all.Length - 1 - 2, refused);
    }

    [TestMethod]
    [DataRow("track-use", "0700000100000002000000")]
    [DataRow("track-use-mysql", "0700000100000002000000")]
    [DataRow("track-begin", "0700000100000003000000")]
    [DataRow("track-autocommit", "0700000100000000000000")]
    public void A_client_without_SESSION_TRACK_sees_what_the_server_sends_to_one(string name, string direct)
    {
        Assert.AreEqual(direct, Strip(Capture.Of(name).Bytes));
        Assert.AreEqual(direct, Convert.ToHexStringLower(Capture.Of(name.Replace("track", "deprecate",
            StringComparison.Ordinal)).Bytes));
    }

    [TestMethod]
    public void Stripping_keeps_info_sequence_warnings_and_header()
    {
        // affected 1, insert id 300, autocommit and changed, 2 warnings, "abc", a schema change, as number 9.
        const string Packet = "15000009fe01fc2c0102400200036162630701050474657374";
        Assert.AreEqual("0d000009fe01fc2c010200020003616263", Strip(Convert.FromHexString(Packet)));
    }

    [TestMethod]
    public void A_packet_that_is_not_whole_is_not_stripped()
    {
        var bytes = Capture.Of("track-use").Bytes;
        for (var length = 0; length < bytes.Length; length++)
        {
            var cut = bytes[..length];
            Packets.AssertThrows(ProtocolError.Truncated, () => Strip(cut));
        }
    }

    [TestMethod]
    public void What_is_written_is_what_a_server_writes()
    {
        foreach (var name in new[] { "classic-ping", "classic-info", "track-info" })
        {
            var expected = Capture.Of(name).FirstPayload;
            var ok = OkPayload.Parse(expected, Capture.Of(name).Capabilities);
            var output = Unpooled.Buffer();
            OkPayload.Write(output, ok.AffectedRows, ok.LastInsertId, ok.Status, ok.Warnings, expected[ok.Info],
                Capture.Of(name).Capabilities);
            Assert.AreEqual(Convert.ToHexString(expected), Hex(output));
        }
    }

    [TestMethod]
    public void An_end_of_rows_is_written_under_DEPRECATE_EOF_only()
    {
        var output = Unpooled.Buffer();
        OkPayload.Write(output, 0, 0, ServerStatus.Autocommit, 0, default, CapabilityFlags.DeprecateEof,
            OkPayload.EndSignature);
        Assert.AreEqual("FE000002000000", Hex(output));
        Assert.ThrowsExactly<ArgumentException>(() => OkPayload.Write(output, 0, 0, ServerStatus.Autocommit, 0, default,
            CapabilityFlags.None, OkPayload.EndSignature));
    }

    private static string Strip(byte[] packet)
    {
        var output = Unpooled.Buffer();
        Assert.AreEqual(OkPayload.StripSessionState(packet, output), output.ReadableBytes);
        return Hex(output).ToLowerInvariant();
    }

    private static string Hex(IByteBuffer buffer) =>
        Convert.ToHexString(buffer.Array, buffer.ArrayOffset + buffer.ReaderIndex, buffer.ReadableBytes);

    private static string Changes(ReadOnlySpan<byte> changes)
    {
        List<string> found = [];
        var reader = new SessionStateReader(changes);
        while (reader.TryRead(out var change))
            found.Add($"{change.Type}:{Encoding.UTF8.GetString(change.Name)}:{Encoding.UTF8.GetString(change.Value)}");
        return string.Join(' ', found);
    }
}
