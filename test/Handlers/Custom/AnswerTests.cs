using SceNettyProxy.Extensions.Commands;
using SceNettyProxy.Extensions.Results;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Custom;

/// <summary>Result sets of interceptors.</summary>
[TestClass]
public sealed class AnswerTests : CustomTest
{
    private static readonly ResultColumn[] Columns =
        [new("name"), new("count", ColumnKind.Integer), new("raw", ColumnKind.Binary)];

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Rows_are_an_answer_to_a_query(bool deprecateEof)
    {
        Serve(new Scripted(static _ => CommandVerdict.Answer(
            new ResultRows(Columns).Add("é", 5, new byte[] { 0xFF }).Add(null, long.MinValue, null))));
        TestClient client = Rig.LoggedIn(Wire.PlainClient | (deprecateEof ? Wire.DeprecateEof : 0));
        client.Query("SELECT 1");
        List<RawPacket> packets = client.TakePackets();
        Assert.AreEqual(deprecateEof ? 7 : 8, packets.Count);
        CollectionAssert.AreEqual(Enumerable.Range(1, packets.Count).ToArray(), packets.Select(static packet => (int)packet.Sequence).ToArray());
        CollectionAssert.AreEqual(new byte[] { 3 }, packets[0].Payload);
        Assert.AreEqual(!deprecateEof, packets[4].IsEof);
        CollectionAssert.AreEqual((byte[])[2, .. "é"u8, 1, (byte)'5', 1, 0xFF], packets[^3].Payload);
        CollectionAssert.AreEqual((byte[])[0xFB, 20, .. "-9223372036854775808"u8, 0xFB], packets[^2].Payload);
        CollectionAssert.AreEqual(
            deprecateEof ? [0xFE, 0, 0, 2, 0, 0, 0] : new byte[] { 0xFE, 0, 0, 2, 0 }, packets[^1].Payload);
        Assert.IsEmpty(Rig.Replica.Connections);
        Assert.AreEqual(1, Status().Answers);
        client.AssertAlive();
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Rows_are_a_binary_answer_to_an_execution(bool deprecateEof)
    {
        Serve(new Scripted(static command => command.Kind == CommandKind.Execute
            ? CommandVerdict.Answer(new ResultRows(Columns).Add("a", true, null))
            : CommandVerdict.Allow));
        TestClient client = Rig.LoggedIn(Wire.PlainClient | (deprecateEof ? Wire.DeprecateEof : 0));
        client.Send(Wire.Prepare(Read));
        Awaiting(Rig.Replica, Described(Wire.Prepare(Read))).Send(Wire.Prepared(5, 1, deprecateEof: deprecateEof));
        uint id = BitConverter.ToUInt32(client.Take(), 5);
        client.Send(Wire.Execute(id, Typed));
        List<RawPacket> packets = client.TakePackets();
        CollectionAssert.AreEqual((byte[])[0x00, 0b1_0000, 1, (byte)'a', 1, 0, 0, 0, 0, 0, 0, 0], packets[^2].Payload);
        Assert.AreEqual(deprecateEof ? 6 : 7, packets.Count);
        Assert.IsFalse(Rig.Replica.History.Any(static command => command.StartsWith("COM_23", StringComparison.Ordinal)));
        client.AssertAlive();
    }

    [TestMethod]
    public void No_rows_are_an_answer_too()
    {
        Serve(new Scripted(static _ => CommandVerdict.Answer(new ResultRows(new ResultColumn("a")))));
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        Assert.HasCount(4, client.TakePackets());
    }

    [TestMethod]
    public void A_row_that_is_longer_than_a_packet_fails_the_command()
    {
        byte[] big = new byte[0xFF_FFFF];
        Serve(new Scripted(_ => CommandVerdict.Answer(new ResultRows(new ResultColumn("a", ColumnKind.Binary)).Add(big))));
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        client.AssertError(1105, sequence: 1);
        Assert.AreEqual((1L, 0L), (Status().Failures, Status().Answers));
        client.AssertAlive();
    }

    [TestMethod]
    public void A_value_that_does_not_fit_its_column_is_refused_when_it_is_added()
    {
        ResultRows rows = new(Columns);
        Assert.ThrowsExactly<ArgumentException>(() => rows.Add("a", "b", null));
        Assert.ThrowsExactly<ArgumentException>(() => rows.Add("a", 1));
        Assert.ThrowsExactly<ArgumentException>(static () => new ResultRows());
        Assert.IsEmpty(rows.Rows);
    }
}
