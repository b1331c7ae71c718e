using DotNetty.Buffers;
using DotNetty.Transport.Channels.Embedded;
using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Integration.ZooKeeper.Client;

namespace SceNettyProxy.Integration.Tests.ZooKeeper.Client;

/// <summary>How bytes become frames.</summary>
[TestClass]
public sealed class ConnectionHandlerTests
{
    private const int MaxAnswer = 32;

    [TestMethod]
    public void A_frame_is_given_wherever_it_is_cut()
    {
        byte[] bytes = [.. Frame(1, 2, 3), .. Frame(), .. Frame(new byte[MaxAnswer])];
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            Receiver receiver = Feed(bytes[..cut], bytes[cut..]);
            CollectionAssert.AreEqual(new[] { "010203", "", new string('0', 2 * MaxAnswer) }, receiver.Frames);
        }

        CollectionAssert.AreEqual(
            new[] { "010203", "", new string('0', 2 * MaxAnswer) }, Feed([.. bytes.Select(value => new[] { value })]).Frames);
    }

    [TestMethod]
    public void A_frame_over_the_limit_is_told_of_and_passed_over_wherever_it_is_cut()
    {
        byte[] large = [.. Enumerable.Range(0, MaxAnswer + 1).Select(number => (byte)number)];
        byte[] bytes = [.. Frame(1), .. Frame(large), .. Frame(2)];
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            Receiver receiver = Feed(bytes[..cut], bytes[cut..]);
            CollectionAssert.AreEqual(new[] { "01", "large 000102030405060708090a0b0c0d0e0f", "02" }, receiver.Frames, $"cut at {cut}");
        }
    }

    [TestMethod]
    public void A_negative_length_ends_the_connection()
    {
        Receiver receiver = Feed([0x80, 0, 0, 0]);
        Assert.AreEqual(CloseReason.Garbage, receiver.Reason);
        Assert.IsEmpty(receiver.Frames);
    }

    [TestMethod]
    public void What_the_receiver_cannot_read_ends_the_connection_and_nothing_more_is_given()
    {
        Receiver receiver = Feed([.. Frame(0xFF), .. Frame(1)], Frame(2));
        Assert.AreEqual(CloseReason.Garbage, receiver.Reason);
        Assert.IsEmpty(receiver.Frames);
    }

    [TestMethod]
    public void A_close_in_the_middle_of_a_frame_is_told_and_the_rest_is_dropped()
    {
        byte[] bytes = Frame(1, 2, 3);
        for (int length = 0; length < bytes.Length; length++)
        {
            Receiver receiver = Feed(bytes[..length]);
            Assert.AreEqual(CloseReason.ClosedByServer, receiver.Reason);
            Assert.IsEmpty(receiver.Frames);
        }
    }

    private static byte[] Frame(params byte[] content) => [0, 0, 0, (byte)content.Length, .. content];

    /// <summary>Feeds pieces, each in a buffer of its own, and closes the channel.</summary>
    private static Receiver Feed(params byte[][] pieces)
    {
        var receiver = new Receiver();
        var channel = new EmbeddedChannel(new ConnectionHandler(receiver, MaxAnswer));
        List<IByteBuffer> buffers = [];
        foreach (byte[] piece in pieces.Where(piece => piece.Length > 0))
        {
            IByteBuffer buffer = PooledByteBufferAllocator.Default.Buffer();
            buffer.WriteBytes(piece);
            buffers.Add(buffer);
            channel.WriteInbound(buffer);
        }

        channel.Finish();
        Assert.AreEqual(pieces.Count(piece => piece.Length > 0), receiver.Heard);
        foreach (IByteBuffer buffer in buffers)
            Assert.AreEqual(0, buffer.ReferenceCount);
        return receiver;
    }

    private sealed class Receiver : IFrameReceiver
    {
        public List<string> Frames { get; } = [];

        public CloseReason? Reason { get; private set; }

        public int Heard { get; private set; }

        public bool IsClosed => Reason is not null;

        public void OnActive()
        {
            // Nothing is sent here.
        }

        public void OnHeard() => Heard++;

        public void OnFrame(ReadOnlySpan<byte> frame)
        {
            if (frame is [0xFF, ..])
                throw new ZooKeeperProtocolException("malformed");
            Frames.Add(Convert.ToHexStringLower(frame));
        }

        public void OnTooLarge(ReadOnlySpan<byte> head) => Frames.Add($"large {Convert.ToHexStringLower(head)}");

        public void Close(CloseReason reason, Exception? cause = null) => Reason ??= reason;
    }
}
