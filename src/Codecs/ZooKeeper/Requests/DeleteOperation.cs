using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.ZooKeeper.Requests;

/// <summary>Deletes a node without children; record DeleteRequest: <c>ustring path, int version</c>. The answer is empty.</summary>
/// <param name="Path">The node.</param>
/// <param name="Version">The version it must have.</param>
public sealed record DeleteOperation(string Path, int Version = MultiOperation.AnyVersion) : MultiOperation(Path)
{
    public override OpCode Code => OpCode.Delete;

    public override void WriteTo(IByteBuffer output)
    {
        output.WriteJuteString(Path);
        output.WriteInt(Version);
    }
}
