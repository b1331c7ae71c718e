using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.ZooKeeper.Requests;

/// <summary>
/// What stands in front of each part of a multi request, and at its end: <c>int type, boolean done, int err</c>.
/// </summary>
internal static class MultiHeader
{
    private const int NoError = -1;

    public static void WritePart(IByteBuffer output, OpCode type) => Write(output, type, isEnd: false);

    public static void WriteEnd(IByteBuffer output) => Write(output, OpCode.Error, isEnd: true);

    private static void Write(IByteBuffer output, OpCode type, bool isEnd)
    {
        output.WriteInt((int)type);
        output.WriteBoolean(isEnd);
        output.WriteInt(NoError);
    }
}
