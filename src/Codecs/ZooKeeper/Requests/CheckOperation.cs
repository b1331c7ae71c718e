using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.ZooKeeper.Requests;

/// <summary>
/// Demands that a node exists, in a version; only inside of a multi request. Record CheckVersionRequest:
/// <c>ustring path, int version</c>.
/// </summary>
/// <param name="Path">The node.</param>
/// <param name="Version">The version it must have.</param>
public sealed record CheckOperation(string Path, int Version = MultiOperation.AnyVersion) : MultiOperation(Path)
{
    public override OpCode Code => OpCode.Check;

    public override void WriteTo(IByteBuffer output)
    {
        output.WriteJuteString(Path);
        output.WriteInt(Version);
    }
}
