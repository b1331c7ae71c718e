using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.ZooKeeper.Requests;

/// <summary>
/// Replaces a node's data; record SetDataRequest: <c>ustring path, buffer data, int version</c>. The answer is its stat.
/// </summary>
/// <param name="Path">The node.</param>
/// <param name="Data">Its new data.</param>
/// <param name="Version">The version it must have.</param>
public sealed record SetDataOperation(string Path, ReadOnlyMemory<byte> Data, int Version = MultiOperation.AnyVersion)
    : MultiOperation(Path)
{
    public override OpCode Code => OpCode.SetData;

    public override void WriteTo(IByteBuffer output)
    {
        output.WriteJuteString(Path);
        output.WriteJuteBuffer(Data.Span);
        output.WriteInt(Version);
    }
}
