using DotNetty.Buffers;
using DotNetty.Codecs;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.Memcached;

namespace SceNettyProxy.Integration.Memcached;

/// <summary>Bytes of a server in, <see cref="MemcachedReply"/> out. Behind what is no answer nothing is read any more.</summary>
internal sealed class MemcachedReplyDecoder : ByteToMessageDecoder
{
    private readonly MemcachedReplyReader reader = new();
    private bool isBroken;

    protected override void Decode(IChannelHandlerContext context, IByteBuffer input, List<object> output)
    {
        ReadOnlySpan<byte> bytes = input.Array.AsSpan(input.ArrayOffset + input.ReaderIndex, input.ReadableBytes);
        int consumed = bytes.Length;
        try
        {
            if (!isBroken && reader.Read(bytes, out consumed) is { } reply)
                output.Add(reply);
        }
        catch (MemcachedProtocolException)
        {
            isBroken = true;
            consumed = bytes.Length;
            throw;
        }
        finally
        {
            input.SkipBytes(consumed);
        }
    }
}
