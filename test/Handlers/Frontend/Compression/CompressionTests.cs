using SceNettyProxy.Handlers.Frontend.Compression;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Frontend.Compression;

/// <summary>zlib between client and proxy: when it begins, how frames and packets fit, what hostile frames do.</summary>
[TestClass]
public sealed class CompressionTests : ProxyTest
{
    private const byte Ping = 0x0E;
    private static readonly byte[] PingPacket = Wire.Command(Ping);
    private static readonly byte[] LongQuery = Wire.Query($"UPDATE t SET a = '{new string('x', 300)}'");

    [TestMethod]
    public void Frames_begin_behind_the_final_OK_which_is_a_plain_packet()
    {
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        Assert.AreNotEqual(0u, client.Greeting.Capabilities & Frames.Compress);
        Assert.IsNull(client.Channel.Pipeline.Get<CompressionHandler>());
        client.Send(Login(client, Frames.Client));
        RawPacket ok = client.TakePacket();
        Assert.IsTrue(ok.IsOk, ok.ToString());
        Assert.AreEqual(2, ok.Sequence);
        Assert.IsNotNull(client.Channel.Pipeline.Get<CompressionHandler>());
        AssertPing(client);
    }

    [TestMethod]
    public void A_login_that_fails_is_answered_without_a_frame()
    {
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        client.Send(Wire.Packet(1, RawLogin.Build(Databases.User, "wrong", Databases.Name, client.Greeting.Scramble, Frames.Client)));
        client.AssertError(2904, sequence: 2);
        client.AssertClosed();
    }

    [TestMethod]
    public void A_client_that_does_not_ask_for_it_and_a_listener_that_does_not_offer_it_stay_plain()
    {
        Rig.LoggedIn().AssertAlive();
        TestClient client = Rig.Connect(listener: new ListenerSettings { Compression = false });
        client.LogIn(capabilities: Frames.Client);
        Assert.AreEqual(0u, client.Greeting.Capabilities & Frames.Compress);
        client.AssertAlive();
    }

    [TestMethod]
    public void What_comes_with_the_login_is_in_frames_wherever_it_is_cut()
    {
        byte[] frame = Frames.Deflated(0, LongQuery);
        for (int cut = 0; cut <= frame.Length; cut += cut < 20 ? 1 : 7)
        {
            TestClient client = Rig.Connect();
            client.ReadGreeting();
            client.Send([.. Login(client, Frames.Client), .. frame[..cut]], frame[cut..]);
            ServerConnection server = Rig.Primary.Latest;
            CollectionAssert.AreEqual(LongQuery[4..], server.Packets[^1].Payload, $"cut at {cut}");
            Assert.IsTrue(client.Channel.TakeSent().AsSpan(4) is [0, ..]);
            AssertAnswered(client, server, Wire.Ok(), frame: 1);
            client.HangUp();
        }
    }

    [TestMethod]
    public void A_frame_cut_at_every_offset_and_byte_by_byte_holds_the_same_command()
    {
        UseUnpooledBuffers();
        TestClient client = Compressed();
        ServerConnection server = First(client);
        foreach (byte[] frame in (byte[][])[Frames.Deflated(0, LongQuery), Frames.Stored(0, LongQuery)])
        {
            for (int cut = 1; cut < frame.Length; cut++)
            {
                client.Send(frame[..cut], frame[cut..]);
                CollectionAssert.AreEqual(LongQuery[4..], server.Packets[^1].Payload, $"cut at {cut}");
                AssertAnswered(client, server, Wire.Ok(), frame: 1);
            }

            client.SendBytewise(frame);
            CollectionAssert.AreEqual(LongQuery[4..], server.Packets[^1].Payload);
            AssertAnswered(client, server, Wire.Ok(), frame: 1);
        }
    }

    [TestMethod]
    public void A_packet_in_many_frames_is_answered_in_the_numbers_behind_the_last()
    {
        TestClient client = Compressed();
        ServerConnection server = First(client);
        int at = 0;
        var frames = new List<byte>();
        for (int number = 0; at < LongQuery.Length; number++)
        {
            int count = Math.Min(3, LongQuery.Length - at);
            byte[] part = LongQuery[at..(at + count)];
            // More than 64 frames, stored and compressed in turn.
            frames.AddRange(number % 2 == 0 ? Frames.Stored(number, part) : Frames.Deflated(number, part));
            at += count;
        }

        client.Send([.. frames]);
        CollectionAssert.AreEqual(LongQuery[4..], server.Packets[^1].Payload);
        AssertAnswered(client, server, Wire.Ok(), frame: (LongQuery.Length + 2) / 3);
    }

    [TestMethod]
    public void Many_packets_in_one_frame_are_a_command_each()
    {
        TestClient client = Compressed();
        ServerConnection server = First(client);
        client.Send(Frames.Deflated(0, [.. LongQuery, .. PingPacket, .. LongQuery]));
        AssertAnswered(client, server, Wire.Ok(affected: 1), frame: 1, moreFrames: Wire.Ok());
        AssertAnswered(client, server, Wire.Ok(affected: 2), frame: 1);
    }

    [TestMethod]
    public void A_parked_command_of_many_frames_changes_no_number_of_the_answer_in_front()
    {
        TestClient client = Compressed();
        ServerConnection server = First(client);
        client.Send(Frames.Stored(0, LongQuery));
        // The next command comes early, in four frames.
        client.Send(
            Frames.Stored(0, LongQuery.AsSpan(..10)), Frames.Stored(1, LongQuery.AsSpan(10..20)), Frames.Stored(2, LongQuery.AsSpan(20..30)),
            Frames.Stored(3, LongQuery.AsSpan(30..)));
        AssertAnswered(client, server, Wire.Ok(), frame: 1);
        // And one that has begun only.
        client.Send(Frames.Stored(0, PingPacket.AsSpan(..2)), Frames.Stored(1, PingPacket.AsSpan(2..4)));
        AssertAnswered(client, server, Wire.Ok(), frame: 4);
        client.Send(Frames.Stored(2, PingPacket.AsSpan(4..)));
        List<RawPacket> pong = Frames.ReadAll(client.Take());
        Assert.HasCount(1, pong);
        Assert.AreEqual(3, pong[0].Sequence);
    }

    [TestMethod]
    public void The_end_of_a_long_answer_keeps_its_numbers_when_the_next_command_waits_already()
    {
        TestClient client = Compressed();
        ServerConnection server = First(client);
        client.Send(Frames.Stored(0, LongQuery));
        client.Send(Frames.Stored(0, PingPacket));
        byte[] answer = Wire.Rows([.. Enumerable.Range(0, 1000).Select(static i => new string?[] { $"{i}{new string('r', 200)}" })]);
        server.Send(answer);
        List<RawPacket> frames = Frames.ReadAll(client.Take());
        byte[] all = Frames.Join(frames);
        CollectionAssert.AreEqual(answer, all[..answer.Length]);
        CollectionAssert.AreEqual(Wire.Ok(), all[answer.Length..]);
        int last = (answer.Length - 1) / CompressionHandler.MaxChunk;
        CollectionAssert.AreEqual(
            Enumerable.Range(1, last + 1).Append(1).ToList(), frames.Select(static frame => (int)frame.Sequence).ToList());
        CollectionAssert.AreEqual(Wire.Ok(), frames[^1].Payload);
    }

    [TestMethod]
    public void A_command_of_more_than_16_MiB_streams_through_frames_and_its_answer_follows_the_last()
    {
        TestClient client = Compressed();
        ServerConnection server = First(client);
        byte[] command = Wire.PaddedQuery("UPDATE t SET a = '", 0xFF_FFFF + 1000, end: "'");
        int number = 0;
        for (int at = 0; at < command.Length; number++)
        {
            int count = Math.Min(1 << 20, command.Length - at);
            client.Send(Frames.Deflated(number, command.AsSpan(at, count)));
            at += count;
        }

        CollectionAssert.AreEqual(command, server.Channel.TakeSent());
        AssertAnswered(client, server, Wire.Ok(2), frame: number);
    }

    [TestMethod]
    public void Packet_numbers_inside_frames_mean_nothing_and_are_set_right()
    {
        TestClient client = Compressed();
        ServerConnection server = First(client);
        byte[] odd = [.. LongQuery];
        odd[3] = 77;
        client.Send(Frames.Stored(0, odd));
        CollectionAssert.AreEqual(LongQuery, server.Channel.TakeSent());
        AssertAnswered(client, server, Wire.Ok(), frame: 1);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(9)]
    [DataRow(255)]
    public void A_frame_out_of_order_ends_the_session(int number)
    {
        TestClient client = Compressed();
        First(client);
        // The command was frame 0, its answer frame 1: 0 and 2 may follow, and 1 as the number behind the command.
        if (number == 1)
            client.Send(Frames.Stored(0, PingPacket), Frames.Stored(3, PingPacket));
        else
            client.Send(Frames.Stored(number, PingPacket));
        RawPacket error = PacketReader.ReadAll(Frames.Join(Frames.ReadAll(client.Take())))[^1];
        Assert.AreEqual(1156, error.ErrorCode, error.ToString());
        client.AssertClosed();
    }

    [TestMethod]
    public void A_frame_that_lies_about_its_length_or_holds_no_zlib_stream_ends_the_session()
    {
        byte[] damaged = Frames.Deflated(0, LongQuery);
        damaged[Frames.HeaderSize + 12] ^= 0x40;
        byte[] cutOff = Frames.Deflate(LongQuery)[..^6];
        foreach (byte[] frame in (byte[][])[
            Frames.Deflated(0, LongQuery, LongQuery.Length + 1),
            Frames.Deflated(0, LongQuery, LongQuery.Length - 1),
            Frames.Deflated(0, LongQuery, 1),
            Frames.Deflated(0, LongQuery, 0xFF_FFFF),
            // More than 16 MiB - 1, which no header can tell.
            Frames.Deflated(0, new byte[(1 << 24) + 100], 100),
            Frames.Frame(0, LongQuery.Length, cutOff),
            Frames.Frame(0, 60, "no zlib stream at all"u8),
            Frames.Frame(0, 60, []),
            damaged,
        ])
        {
            TestClient client = Compressed();
            client.Send([.. frame, .. Frames.Stored(1, PingPacket)]);
            RawPacket error = PacketReader.ReadAll(Frames.Join(Frames.ReadAll(client.Take())))[^1];
            Assert.IsTrue(error.IsError, error.ToString());
            client.AssertClosed();
        }
    }

    [TestMethod]
    public void A_close_anywhere_in_a_frame_leaves_nothing()
    {
        byte[] frame = Frames.Deflated(0, LongQuery);
        for (int cut = 1; cut < frame.Length; cut++)
        {
            TestClient client = Compressed();
            client.Send(frame[..cut]);
            client.HangUp();
            client.AssertClosed();
        }
    }

    [TestMethod]
    public void Empty_frames_are_passed_over()
    {
        TestClient client = Compressed();
        client.Send(Frames.Stored(0), Frames.Stored(1, PingPacket));
        List<RawPacket> frames = Frames.ReadAll(client.Take());
        Assert.HasCount(1, frames);
        Assert.AreEqual(2, frames[0].Sequence);
    }

    [TestMethod]
    public void Nothing_is_inflated_while_reads_are_not_wanted()
    {
        TestClient client = Compressed();
        ServerConnection server = First(client);
        server.Channel.StallPeer();
        // A frame of 16 MiB on which the server makes no progress.
        byte[] command = Wire.PaddedQuery("UPDATE t SET a = '", 0xFF_FF00, end: "'");
        client.Send(Frames.Deflated(0, command));
        Assert.IsFalse(client.Channel.Configuration.AutoRead);
        Assert.IsFalse(server.Channel.IsWritable);
        long pending = server.Channel.Unsafe.OutboundBuffer.TotalPendingWriteBytes();
        Assert.IsLessThan(512 * 1024, pending, "bytes that wait for the server");
        server.Channel.ResumePeer();
        Rig.Run();
        CollectionAssert.AreEqual(command, server.Channel.TakeSent());
        AssertAnswered(client, server, Wire.Ok(), frame: 1);
    }

    [TestMethod]
    public void A_client_that_reads_nothing_stops_the_server_though_the_answer_is_compressed()
    {
        TestClient client = Compressed();
        ServerConnection server = First(client);
        client.Send(Frames.Stored(0, LongQuery));
        client.Channel.StallPeer();
        byte[] noise = new byte[150_000];
        new Random(3).NextBytes(noise);
        // All but the row and the end.
        server.Send(Wire.Rows([["x"]])[..^15]);
        for (int i = 0; i < 10; i++)
            server.Send(Wire.Packet(4 + i, [0xFD, (byte)noise.Length, (byte)(noise.Length >> 8), (byte)(noise.Length >> 16), .. noise]));
        Assert.IsFalse(client.Channel.IsWritable);
        Assert.IsFalse(server.Channel.Configuration.AutoRead);
        Assert.IsTrue(server.Channel.HasUnread, "all was read though nobody takes it");
        client.HangUp();
    }

    [TestMethod]
    public void A_change_of_user_goes_on_in_the_frames()
    {
        TestClient client = Compressed();
        client.Send(Frames.Stored(0, PluginLogin.ChangeUser(Databases.User, Databases.Name)));
        List<RawPacket> frames = Frames.ReadAll(client.Take());
        Assert.HasCount(1, frames);
        Assert.AreEqual(1, frames[0].Sequence);
        RawPacket request = PacketReader.ReadAll(frames[0].Payload)[0];
        (_, byte[] scramble) = PluginLogin.ReadSwitch(request);
        client.Send(Frames.Stored(2, Wire.Packet(2, RawLogin.NativeAnswer(Databases.Password, scramble))));
        frames = Frames.ReadAll(client.Take());
        Assert.HasCount(1, frames);
        Assert.AreEqual(3, frames[0].Sequence);
        Assert.IsTrue(PacketReader.ReadAll(frames[0].Payload)[0].IsOk);
        Assert.HasCount(1, client.Channel.Pipeline.Where(static handler => handler is CompressionHandler).ToList());
        AssertPing(client);
    }

    [TestMethod]
    public void A_file_comes_in_frames_and_its_numbers_go_on_from_the_request()
    {
        Rig.Primary.Greeting = Wire.Greeting(flags: Wire.ServerFlags | Wire.LocalFiles);
        Rig.Apply(Databases.Shop with { AllowLocalInfile = true });
        TestClient client = Rig.LoggedIn(Frames.Client | Wire.LocalFiles);
        client.Send(Frames.Stored(0, Wire.Query("LOAD DATA LOCAL INFILE 'a.csv' INTO TABLE t")));
        ServerConnection server = Rig.Primary.Latest;
        server.Send(Wire.Packet(1, [0xFB, .. "a.csv"u8]));
        List<RawPacket> request = Frames.ReadAll(client.Take());
        Assert.HasCount(1, request);
        Assert.AreEqual(1, request[0].Sequence);
        server.Channel.TakeSent();
        byte[] content = [.. Enumerable.Repeat((byte)'c', 5000)];
        client.Send(Frames.Deflated(2, Wire.Packet(2, content)), Frames.Stored(3, Wire.Packet(3)));
        CollectionAssert.AreEqual((byte[])[.. Wire.Packet(2, content), .. Wire.Packet(3)], server.Channel.TakeSent());
        AssertAnswered(client, server, Wire.Ok(4, affected: 7), frame: 4);
        AssertPing(client);
    }

    private static byte[] Login(TestClient client, uint capabilities) => Wire.Packet(
        1, RawLogin.Build(Databases.User, Databases.Password, Databases.Name, client.Greeting.Scramble, capabilities));

    private static void AssertPing(TestClient client)
    {
        client.Send(Frames.Stored(0, PingPacket));
        CollectionAssert.AreEqual(Frames.Stored(1, Wire.Ok()), client.Take());
    }

    /// <summary>The server gives that answer to what it was sent, and the client gets it in frames from that number on.</summary>
    /// <param name="moreFrames">What the proxy says by itself behind it, in a frame 1.</param>
    private static void AssertAnswered(
        TestClient client, ServerConnection server, byte[] answer, int frame, byte[]? moreFrames = null)
    {
        server.Send(answer);
        List<RawPacket> frames = Frames.ReadAll(client.Take());
        Assert.HasCount(moreFrames is null ? 1 : 2, frames);
        Assert.AreEqual((byte)frame, frames[0].Sequence);
        CollectionAssert.AreEqual(answer, frames[0].Payload);
        server.Channel.TakeSent();
        if (moreFrames is null)
            return;
        Assert.AreEqual(1, frames[1].Sequence);
        CollectionAssert.AreEqual(moreFrames, frames[1].Payload);
    }

    private TestClient Compressed() => Rig.LoggedIn(Frames.Client);

    /// <summary>Runs a statement, so that there is a connection.</summary>
    private ServerConnection First(TestClient client)
    {
        client.Send(Frames.Stored(0, Wire.Query("UPDATE t SET a = 0")));
        ServerConnection server = Rig.Primary.Latest;
        AssertAnswered(client, server, Wire.Ok(), frame: 1);
        server.Packets.Clear();
        return server;
    }
}
