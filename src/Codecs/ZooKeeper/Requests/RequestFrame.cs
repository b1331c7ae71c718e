using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.ZooKeeper.Requests;

/// <summary>
/// Requests as they go out: <c>int length</c> of what follows, <c>int xid, int type</c>, the request's record.
/// </summary>
public static class RequestFrame
{
    /// <summary>Appends one request.</summary>
    /// <param name="output">Array-backed; on its own thread.</param>
    /// <param name="xid">The number that the answer will have.</param>
    /// <param name="request">What is asked.</param>
    public static void Write(IByteBuffer output, int xid, ZooKeeperRequest request)
    {
        int start = Begin(output);
        output.WriteInt(xid);
        output.WriteInt((int)request.Code);
        request.WriteTo(output);
        End(output, start);
    }

    internal static int Begin(IByteBuffer output)
    {
        int start = output.WriterIndex;
        output.WriteInt(0);
        return start;
    }

    internal static void End(IByteBuffer output, int start) =>
        output.SetInt(start, output.WriterIndex - start - sizeof(int));
}
