using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.ZooKeeper.Requests;

/// <summary>
/// Operations that are all done or none; for each a record MultiHeader, <c>int type, boolean done, int err</c>, and its own,
/// then a header with type -1 and <c>done</c>. The answer is a <see cref="MultiAnswer"/>.
/// </summary>
/// <param name="Operations">In their order; each sees what those before it did.</param>
public sealed record MultiRequest(IReadOnlyList<MultiOperation> Operations) : ZooKeeperRequest
{
    public override OpCode Code => OpCode.Multi;

    public override void WriteTo(IByteBuffer output)
    {
        foreach (MultiOperation operation in Operations)
        {
            WriteHeader(output, operation.Code, isEnd: false);
            operation.WriteTo(output);
        }

        WriteHeader(output, OpCode.Error, isEnd: true);
    }

    private static void WriteHeader(IByteBuffer output, OpCode type, bool isEnd)
    {
        output.WriteInt((int)type);
        output.WriteBoolean(isEnd);
        output.WriteInt(-1);
    }
}
