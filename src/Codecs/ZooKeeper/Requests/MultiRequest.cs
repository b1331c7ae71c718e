using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.ZooKeeper.Requests;

/// <summary>
/// Operations that are all done or none: for each a <see cref="MultiHeader"/> and its own record, then the header of the end.
/// The answer is a <see cref="MultiAnswer"/>.
/// </summary>
/// <param name="Operations">In their order; each sees what those before it did.</param>
public sealed record MultiRequest(IReadOnlyList<MultiOperation> Operations) : ZooKeeperRequest
{
    public override OpCode Code => OpCode.Multi;

    public override void WriteTo(IByteBuffer output)
    {
        foreach (MultiOperation operation in Operations)
        {
            MultiHeader.WritePart(output, operation.Code);
            operation.WriteTo(output);
        }

        MultiHeader.WriteEnd(output);
    }
}
