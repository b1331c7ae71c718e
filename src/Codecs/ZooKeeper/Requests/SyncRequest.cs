using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.ZooKeeper.Requests;

/// <summary>Brings the server up to the leader; record SyncRequest: <c>ustring path</c>. The answer is the path.</summary>
/// <param name="Path">Any node.</param>
public sealed record SyncRequest(string Path) : ZooKeeperRequest
{
    public override OpCode Code => OpCode.Sync;

    public override void WriteTo(IByteBuffer output) => output.WriteJuteString(Path);
}
