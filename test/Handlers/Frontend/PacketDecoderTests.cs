using DotNetty.Buffers;
using DotNetty.Transport.Channels.Embedded;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Tests.Rig;

namespace SceNettyProxy.Handlers.Tests.Frontend;

/// <summary>Bytes to packets, fed in every way that a network may cut them.</summary>
[TestClass]
public sealed class PacketDecoderTests
{
    private readonly BufferLedger buffers = new(UnpooledByteBufferAllocator.Default);
    private readonly PacketDecoder decoder = new();
    private readonly EmbeddedChannel channel;

    public PacketDecoderTests()
    {
        channel = new EmbeddedChannel(decoder);
        channel.Configuration.Allocator = buffers;
        decoder.BeginCommands();
    }

    [TestCleanup]
    public void Nothing_is_left()
    {
        channel.Finish();
        while (channel.ReadInbound<object>() is { } message)
            Release(message);
        buffers.AssertAllReleased();
        Assert.IsFalse(channel.Open);
    }

    [TestMethod]
    public void A_whole_command_is_passed_on_in_the_same_buffer()
    {
        IByteBuffer buffer = buffers.Copy(Wire.Query("SELECT 1"));
        channel.WriteInbound(buffer);
        var command = channel.ReadInbound<ClientCommand>();
        Assert.AreSame(buffer, command.Packets);
        Assert.AreEqual(CommandCode.Query, command.Code);
        Assert.IsTrue(command.IsWhole);
        Assert.AreEqual(1, command.ReplySequence);
        command.Release();
    }

    [TestMethod]
    public void A_command_cut_at_any_offset_is_put_together()
    {
        byte[] bytes = Wire.Query("SELECT 'abc'");
        for (int cut = 1; cut < bytes.Length; cut++)
        {
            Write(bytes[..cut]);
            Assert.IsNull(channel.ReadInbound<object>(), $"cut at {cut}");
            Write(bytes[cut..]);
            CollectionAssert.AreEqual(bytes, ReadWhole(), $"cut at {cut}");
        }
    }

    [TestMethod]
    public void Commands_that_come_byte_by_byte_are_put_together()
    {
        byte[] first = Wire.Query("SELECT 1");
        byte[] second = Wire.Command(0x0E);
        foreach (byte value in (byte[])[.. first, .. second])
            Write([value]);
        CollectionAssert.AreEqual(first, ReadWhole());
        CollectionAssert.AreEqual(second, ReadWhole());
        Assert.IsNull(channel.ReadInbound<object>());
    }

    [TestMethod]
    public void Several_commands_in_one_buffer_cut_at_any_offset_are_taken_apart()
    {
        byte[][] commands = [Wire.Query("SELECT 1"), Wire.Command(0x0E), Wire.Query("SELECT 2")];
        byte[] bytes = [.. commands.SelectMany(static command => command)];
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            Write(bytes[..cut]);
            Write(bytes[cut..]);
            foreach (byte[] command in commands)
                CollectionAssert.AreEqual(command, ReadWhole(), $"cut at {cut}");
        }
    }

    [TestMethod]
    public void What_is_cut_off_by_a_close_is_dropped()
    {
        byte[] bytes = Wire.Query("SELECT 1");
        for (int cut = 1; cut < bytes.Length; cut++)
        {
            var own = new EmbeddedChannel(new PacketDecoder());
            own.Configuration.Allocator = buffers;
            own.Pipeline.Get<PacketDecoder>().BeginCommands();
            own.WriteInbound(buffers.Copy(bytes[..cut]));
            own.Finish();
            Assert.IsNull(own.ReadInbound<object>(), $"cut at {cut}");
            buffers.AssertAllReleased();
        }
    }

    [TestMethod]
    public void A_zero_length_command_is_passed_on_as_command_zero()
    {
        Write(Wire.Packet(0));
        var command = channel.ReadInbound<ClientCommand>();
        Assert.AreEqual(CommandCode.Sleep, command.Code);
        Assert.IsTrue(command.IsWhole);
        command.Release();
    }

    [TestMethod]
    public void A_command_of_exactly_64_KB_with_its_header_is_whole()
    {
        byte[] bytes = Wire.PaddedQuery("SELECT '", PacketDecoder.MaxHead - 4, end: "'");
        Assert.HasCount(65536, bytes);
        Write(bytes[..65535]);
        Assert.IsNull(channel.ReadInbound<object>());
        Write(bytes[65535..]);
        CollectionAssert.AreEqual(bytes, ReadWhole());
    }

    [TestMethod]
    public void One_byte_more_streams_behind_its_head()
    {
        byte[] bytes = Wire.PaddedQuery("SELECT '", PacketDecoder.MaxHead - 3, end: "'");
        Write(bytes[..65536]);
        var head = channel.ReadInbound<ClientCommand>();
        Assert.IsFalse(head.IsWhole);
        CollectionAssert.AreEqual(bytes[..65536], head.Packets.ReadableSpan().ToArray());
        head.Release();
        Assert.IsNull(channel.ReadInbound<object>());
        Write(bytes[65536..]);
        (byte[] content, bool isLast, int sequence) = ReadChunk();
        CollectionAssert.AreEqual(bytes[65536..], content);
        Assert.IsTrue(isLast);
        Assert.AreEqual(0, sequence);
    }

    [TestMethod]
    [DataRow(0xFF_FFFE, 0)]
    [DataRow(0xFF_FFFF, 1)]
    [DataRow(0x100_0000, 1)]
    [DataRow(2 * 0xFF_FFFF, 2)]
    public void A_command_of_many_packets_streams_whole_and_its_last_number_is_told(int payload, int lastSequence)
    {
        byte[] bytes = Wire.PaddedQuery("INSERT '", payload);
        foreach (int step in (int[])[bytes.Length, 1_000_003, 65536])
        {
            for (int position = 0; position < bytes.Length; position += step)
                Write(bytes[position..Math.Min(bytes.Length, position + step)]);
            (byte[] streamed, int sequence) = ReadStreamed();
            Assert.IsTrue(bytes.AsSpan().SequenceEqual(streamed), $"step {step}");
            Assert.AreEqual(lastSequence, sequence);
        }
    }

    [TestMethod]
    public void Cutting_around_the_header_of_a_continuation_changes_nothing()
    {
        byte[] bytes = Wire.PaddedQuery("INSERT '", 0xFF_FFFF);
        for (int cut = bytes.Length - 6; cut < bytes.Length; cut++)
        {
            Write(bytes[..cut]);
            Write(bytes[cut..]);
            Assert.IsTrue(bytes.AsSpan().SequenceEqual(ReadStreamed().Bytes), $"cut at {cut}");
        }
    }

    [TestMethod]
    public void The_command_behind_a_streamed_one_in_the_same_buffer_is_found()
    {
        byte[] ping = Wire.Command(0x0E);
        Write([.. Wire.PaddedQuery("INSERT '", 100_000), .. ping]);
        ReadStreamed();
        CollectionAssert.AreEqual(ping, ReadWhole());
    }

    [TestMethod]
    public void A_command_that_does_not_begin_with_number_0_is_refused_and_nothing_is_read_after_it()
    {
        AssertRefused(ProtocolError.WrongSequence, Wire.Packet(1, 0x0E));
        Write(Wire.Command(0x0E));
        Assert.IsNull(channel.ReadInbound<object>());
    }

    [TestMethod]
    public void A_wrong_number_is_told_by_the_header_alone()
    {
        AssertRefused(ProtocolError.WrongSequence, [0xFF, 0xFF, 0, 3]);
    }

    [TestMethod]
    public void A_continuation_with_a_wrong_number_is_refused()
    {
        byte[] bytes = Wire.PaddedQuery("INSERT '", 0x100_0000);
        bytes[0xFF_FFFF + 4 + 3] = 2;
        var error = Assert.ThrowsExactly<MySqlProtocolException>(() => Write(bytes));
        Assert.AreEqual(ProtocolError.WrongSequence, error.Error);
    }

    [TestMethod]
    public void Commands_in_front_of_a_wrong_one_are_passed_on()
    {
        byte[] good = Wire.Query("SELECT 1");
        Assert.ThrowsExactly<MySqlProtocolException>(() => Write([.. good, .. Wire.Packet(5, 0x0E)]));
        CollectionAssert.AreEqual(good, ReadWhole());
    }

    [TestMethod]
    public void A_login_larger_than_64_KB_is_refused_by_its_header()
    {
        EmbeddedChannel own = LoginChannel(out _);
        var error = Assert.ThrowsExactly<MySqlProtocolException>(() => own.WriteInbound(buffers.Copy([1, 0, 1, 1])));
        Assert.AreEqual(ProtocolError.TooLarge, error.Error);
        own.Finish();
    }

    [TestMethod]
    public void A_login_of_64_KB_is_passed_on_with_its_header()
    {
        EmbeddedChannel own = LoginChannel(out _);
        byte[] login = Wire.Packet(1, new byte[PacketDecoder.MaxLogin]);
        own.WriteInbound(buffers.Copy(login[..40_000]));
        own.WriteInbound(buffers.Copy(login[40_000..]));
        var packet = own.ReadInbound<IByteBuffer>();
        Assert.IsTrue(login.AsSpan().SequenceEqual(packet.ReadableSpan()));
        packet.Release();
        own.Finish();
    }

    [TestMethod]
    public void A_login_with_a_wrong_number_is_refused_before_it_is_whole()
    {
        EmbeddedChannel own = LoginChannel(out _);
        var error = Assert.ThrowsExactly<MySqlProtocolException>(() => own.WriteInbound(buffers.Copy([50, 0, 0, 0, 1])));
        Assert.AreEqual(ProtocolError.WrongSequence, error.Error);
        own.Finish();
    }

    [TestMethod]
    public void A_stopped_decoder_drops_everything()
    {
        Write(Wire.Query("SELECT 1")[..7]);
        decoder.Stop();
        Write(Wire.Query("SELECT 1"));
        Assert.IsNull(channel.ReadInbound<object>());
    }

    [TestMethod]
    public void Other_messages_pass()
    {
        channel.WriteInbound("something else");
        Assert.AreEqual("something else", channel.ReadInbound<string>());
    }

    private static void Release(object message)
    {
        switch (message)
        {
            case ClientCommand command:
                command.Release();
                break;
            case CommandChunk chunk:
                chunk.Content.Release();
                break;
            case IByteBuffer buffer:
                buffer.Release();
                break;
        }
    }

    private EmbeddedChannel LoginChannel(out PacketDecoder own)
    {
        own = new PacketDecoder();
        var login = new EmbeddedChannel(own);
        login.Configuration.Allocator = buffers;
        return login;
    }

    private void Write(byte[] bytes) => channel.WriteInbound(buffers.Copy(bytes));

    private void AssertRefused(ProtocolError expected, byte[] bytes)
    {
        var error = Assert.ThrowsExactly<MySqlProtocolException>(() => Write(bytes));
        Assert.AreEqual(expected, error.Error);
        Assert.IsNull(channel.ReadInbound<object>());
    }

    private byte[] ReadWhole()
    {
        var command = channel.ReadInbound<ClientCommand>();
        Assert.IsNotNull(command);
        Assert.IsTrue(command.IsWhole);
        byte[] bytes = command.Packets.ReadableSpan().ToArray();
        command.Release();
        return bytes;
    }

    private (byte[] Content, bool IsLast, int LastSequence) ReadChunk()
    {
        var chunk = channel.ReadInbound<CommandChunk>();
        byte[] content = chunk.Content.ReadableSpan().ToArray();
        chunk.Content.Release();
        return (content, chunk.IsLast, chunk.LastSequence);
    }

    private (byte[] Bytes, int LastSequence) ReadStreamed()
    {
        var head = channel.ReadInbound<ClientCommand>();
        Assert.IsFalse(head.IsWhole);
        Assert.AreEqual(PacketDecoder.MaxHead, head.Packets.ReadableBytes);
        var bytes = new List<byte>();
        bytes.AddRange(head.Packets.ReadableSpan());
        head.Release();
        while (true)
        {
            (byte[] content, bool isLast, int sequence) = ReadChunk();
            bytes.AddRange(content);
            if (isLast)
                return ([.. bytes], sequence);
        }
    }
}
