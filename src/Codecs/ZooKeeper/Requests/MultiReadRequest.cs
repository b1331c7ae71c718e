using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.ZooKeeper.Requests;

/// <summary>
/// The data and the children of many nodes in one request, from 3.6: for each path a <see cref="MultiHeader"/> and the record
/// of getData, and the same of getChildren; then the header of the end. The answer is one <see cref="NodeReading"/> each.
/// </summary>
/// <param name="Paths">The nodes.</param>
public sealed record MultiReadRequest(IReadOnlyList<string> Paths) : ZooKeeperRequest
{
    public override OpCode Code => OpCode.MultiRead;

    public override void WriteTo(IByteBuffer output)
    {
        foreach (string path in Paths)
        {
            WritePart(output, OpCode.GetData, path);
            WritePart(output, OpCode.GetChildren, path);
        }

        MultiHeader.WriteEnd(output);
    }

    private static void WritePart(IByteBuffer output, OpCode type, string path)
    {
        MultiHeader.WritePart(output, type);
        output.WriteJuteString(path);
        output.WriteBoolean(false);
    }
}
