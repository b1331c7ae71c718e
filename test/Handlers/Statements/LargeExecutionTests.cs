using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Statements;

/// <summary>Executions that come in pieces, or whose types lie far behind.</summary>
[TestClass]
public sealed class LargeExecutionTests : StatementTest
{
    private const int Max = 0xFF_FFFF;

    [TestMethod]
    public void An_execution_cut_at_any_offset_is_the_same()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Replica, Read, 77);
        byte[] execute = Wire.Execute(id, Typed);
        for (int cut = 1; cut < execute.Length; cut++)
        {
            client.Send(execute[..cut], execute[cut..]);
            Assert.AreEqual(Described(Wire.Execute(77, Typed)), Rig.Replica.Latest.History[^1]);
            Rig.Replica.Latest.Send(Wire.BinaryRows(["a"]));
            CollectionAssert.AreEqual(Wire.BinaryRows(["a"]), client.Take(), $"cut at {cut}");
        }

        client.SendBytewise(execute);
        Rig.Replica.Latest.Send(Wire.BinaryRows(["a"]));
        CollectionAssert.AreEqual(Wire.BinaryRows(["a"]), client.Take());
    }

    [TestMethod]
    public void Types_beyond_the_head_are_found()
    {
        const int Count = 40_000;
        TestClient client = Rig.LoggedIn();
        Prepares(Rig.Primary, 5, Count, 0);
        client.Send(Wire.Prepare(Write));
        uint id = BitConverter.ToUInt32(client.Take(), 5);
        byte[] types = new byte[2 * Count];
        Array.Fill(types, (byte)1);
        byte[] values = new byte[Count];
        byte[] nulls = new byte[Count / 8];
        byte[] typed = Payload(0x17, id, [0, 1, 0, 0, 0, .. nulls, 1, .. types, .. values]);
        byte[] expected = Payload(0x17, 5, [0, 1, 0, 0, 0, .. nulls, 1, .. types, .. values]);
        foreach (int size in (int[])[int.MaxValue, 70_000, 9_000])
        {
            SendInPieces(client, Wire.LongCommand(typed), size);
            CollectionAssert.AreEqual(expected, Rig.Primary.Latest.Packets[^1].Payload, $"pieces of {size}");
            Rig.Primary.Latest.Send(Wire.Ok());
            Assert.IsTrue(client.TakePacket().IsOk);
        }

        // Another connection gets them back, though the client sends none.
        Rig.Primary.Latest.HangUp();
        SendInPieces(client, Wire.LongCommand(Payload(0x17, id, [0, 1, 0, 0, 0, .. nulls, 0, .. values])), 9_000);
        CollectionAssert.AreEqual(expected, Rig.Primary.Latest.Packets[^1].Payload);
        Rig.Primary.Latest.Send(Wire.Ok());
        Assert.IsTrue(client.TakePacket().IsOk);
    }

    [TestMethod]
    public void A_client_that_vanishes_before_the_types_leaves_nothing()
    {
        TestClient client = Rig.LoggedIn();
        Prepares(Rig.Primary, 5, 40_000, 0);
        client.Send(Wire.Prepare(Write));
        uint id = BitConverter.ToUInt32(client.Take(), 5);
        byte[] execute = Wire.LongCommand(Payload(0x17, id, [0, 1, 0, 0, 0, .. new byte[5000], 1, .. new byte[120_000]]));
        client.Send(execute[..70_000]);
        client.HangUp();
        client.AssertClosed();
    }

    [TestMethod]
    public void An_execution_whose_types_never_come_is_malformed()
    {
        TestClient client = Rig.LoggedIn();
        Prepares(Rig.Primary, 5, 60_000, 0);
        client.Send(Wire.Prepare(Write));
        uint id = BitConverter.ToUInt32(client.Take(), 5);
        SendInPieces(client, Wire.LongCommand(Payload(0x17, id, [0, 1, 0, 0, 0, .. new byte[7500], 1, .. new byte[80_000]])), 50_000);
        client.AssertError(1835, sequence: 1);
        client.AssertAlive();
    }

    [TestMethod]
    public void An_execution_that_waits_for_its_server_in_pieces_runs_once_and_is_not_run_again_in_part()
    {
        TestClient client = Rig.LoggedIn();
        Rig.Replica.IsDown = true;
        uint id = Prepare(client, Rig.Primary, Read, 5);
        Rig.Replica.IsDown = false;
        Rig.Replica.Greeting = null;
        Rig.Advance(TimeSpan.FromSeconds(6));
        byte[] payload = Payload(0x17, id, [0, 1, 0, 0, 0, 0, 1, 0xFC, 0, 0xFD, 0xA0, 0x86, 1, .. new byte[100_000]]);
        client.Send(Wire.LongCommand(payload));
        Prepares(Rig.Replica, 77);
        Rig.Replica.Latest.Send(Wire.Greeting());
        byte[] expected = [0x17, 77, 0, 0, 0, .. payload[5..]];
        CollectionAssert.AreEqual(expected, Rig.Replica.Latest.Packets[^1].Payload);
        int before = Rig.Primary.Latest.Packets.Count;
        Rig.Replica.Latest.HangUp();
        client.AssertError(2909, sequence: 1);
        Assert.HasCount(before, Rig.Primary.Latest.Packets);
        client.AssertAlive();
    }

    [TestMethod]
    [DataRow(Max - 3, 0)]
    [DataRow(Max - 2, 1)]
    [DataRow(Max - 1, 1)]
    [DataRow(Max, 0)]
    [DataRow(Max + 5, 0)]
    public void Types_put_into_a_command_around_16_MiB_do_not_disturb_the_numbers_of_the_client(int length, int extra)
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Primary, Write, 9);
        byte[] typed = [0, 1, 0xFC, 0, 0];
        Run(client, Rig.Primary, Wire.Execute(id, typed), Wire.Execute(9, typed), Wire.Ok());
        Rig.Primary.Latest.HangUp();
        Prepares(Rig.Primary, 10);

        byte[] rest = new byte[length - 12];
        byte[] untyped = Payload(0x17, id, [0, 1, 0, 0, 0, 0, 0, .. rest]);
        SendInPieces(client, Wire.LongCommand(untyped), 5_000_000);
        List<RawPacket> received = Rig.Primary.Latest.Packets.FindAll(static packet => packet.Payload is [] or [not 0x16, ..]);
        received.RemoveRange(0, received.FindIndex(static packet => packet.Payload is [0x17, ..]));
        byte[] joined = [.. received.SelectMany(static packet => packet.Payload)];
        byte[] expected = Payload(0x17, 10, [0, 1, 0, 0, 0, 0, 1, 0xFC, 0, .. rest]);
        Assert.IsTrue(expected.AsSpan().SequenceEqual(joined));
        int clientPackets = 1 + (length / Max);
        Assert.HasCount(clientPackets + extra, received);

        Rig.Primary.Latest.Send(Wire.BinaryRows(["a", "b", "c"], sequence: received.Count));
        CollectionAssert.AreEqual(Wire.BinaryRows(["a", "b", "c"], sequence: clientPackets), client.Take());
        client.AssertAlive();
    }

    [TestMethod]
    public void An_error_of_the_proxy_behind_a_renumbered_response_has_the_number_that_the_client_expects()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Primary, Write, 9);
        byte[] typed = [0, 1, 0xFC, 0, 0];
        Run(client, Rig.Primary, Wire.Execute(id, typed), Wire.Execute(9, typed), Wire.Ok());
        Rig.Primary.Latest.HangUp();
        Prepares(Rig.Primary, 10);
        SendInPieces(client, Wire.LongCommand(Payload(0x17, id, [0, 1, 0, 0, 0, 0, 0, .. new byte[Max - 13]])), 5_000_000);
        byte[] response = Wire.BinaryRows(["a", "b"], sequence: 2);
        Rig.Primary.Latest.Send(response[..^9]);
        Rig.Primary.Latest.HangUp();
        List<RawPacket> answer = client.TakePackets();
        CollectionAssert.AreEqual((int[])[1, 2, 3, 4, 5, 6], answer.ConvertAll(static packet => (int)packet.Sequence));
        Assert.AreEqual(2909, answer[^1].ErrorCode);
    }

    private static byte[] Payload(byte code, uint id, byte[] rest) => [code, .. BitConverter.GetBytes(id), .. rest];

    private static void SendInPieces(TestClient client, byte[] bytes, int size)
    {
        for (int at = 0; at < bytes.Length;)
        {
            int length = Math.Min(size, bytes.Length - at);
            client.Send(bytes[at..(at + length)]);
            at += length;
        }
    }
}
