using System.Text;
using DotNetty.Buffers;
using DotNetty.Codecs;
using DotNetty.Transport.Channels.Embedded;
using SceNettyProxy.Codecs.Memcached;
using SceNettyProxy.Integration.Memcached;

namespace SceNettyProxy.Integration.Tests.Memcached;

[TestClass]
public sealed class MemcachedReplyDecoderTests
{
    private const string Stream = "VALUE a 0 3\r\n12 \r\nEND\r\n42\r\nSTORED\r\n";

    private readonly EmbeddedChannel channel = new(new MemcachedReplyDecoder());
    private readonly List<IByteBuffer> fed = [];

    [TestCleanup]
    public void AssertReleased()
    {
        channel.Finish();
        foreach (IByteBuffer buffer in fed)
            Assert.AreEqual(0, buffer.ReferenceCount);
    }

    [TestMethod]
    public void Cut_at_every_offset_and_byte_by_byte()
    {
        byte[] bytes = Encoding.ASCII.GetBytes(Stream);
        for (int cut = 0; cut < bytes.Length; cut++)
        {
            Feed(bytes[..cut]);
            Feed(bytes[cut..]);
            AssertAnswers();
        }

        foreach (byte value in bytes)
            Feed([value]);
        AssertAnswers();
    }

    [TestMethod]
    public void Garbage_is_one_exception_and_nothing_behind_it_is_an_answer()
    {
        Assert.ThrowsExactly<DecoderException>(() => Feed("SSH-2.0\r\nSTORED\r\n"u8.ToArray()));
        Feed("STORED\r\n"u8.ToArray());
        Assert.IsNull(channel.ReadInbound<object>());
    }

    [TestMethod]
    public void What_a_close_cuts_off_is_no_answer()
    {
        Feed("VALUE a 0 3\r\n12"u8.ToArray());
        channel.Finish();
        Assert.IsNull(channel.ReadInbound<object>());
    }

    private void AssertAnswers()
    {
        Assert.AreEqual(12L, channel.ReadInbound<MemcachedReply>().Items[0].Number);
        Assert.AreEqual(42L, channel.ReadInbound<MemcachedReply>().Number);
        Assert.AreEqual(MemcachedReplyKind.Stored, channel.ReadInbound<MemcachedReply>().Kind);
        Assert.IsNull(channel.ReadInbound<object>());
    }

    private void Feed(byte[] bytes)
    {
        IByteBuffer buffer = PooledByteBufferAllocator.Default.Buffer().WriteBytes(bytes);
        fed.Add(buffer);
        channel.WriteInbound(buffer);
    }
}
