using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.ZooKeeper.Requests;

/// <summary>Sets a watch that stays; record AddWatchRequest: <c>ustring path, int mode</c>. From 3.6.</summary>
/// <param name="Path">The node.</param>
/// <param name="IsRecursive">All below it too.</param>
public sealed record AddWatchRequest(string Path, bool IsRecursive) : ZooKeeperRequest
{
    private const int Persistent = 0;
    private const int PersistentRecursive = 1;

    public override OpCode Code => OpCode.AddWatch;

    public override void WriteTo(IByteBuffer output)
    {
        output.WriteJuteString(Path);
        output.WriteInt(IsRecursive ? PersistentRecursive : Persistent);
    }
}
