using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.ZooKeeper.Requests;

/// <summary>
/// exists, getData, getChildren2; their records are alike: <c>ustring path, boolean watch</c>.
/// </summary>
public sealed record ReadRequest : ZooKeeperRequest
{
    private readonly string path;
    private readonly bool watch;

    private ReadRequest(OpCode code, string path, bool watch)
    {
        Code = code;
        this.path = path;
        this.watch = watch;
    }

    public override OpCode Code { get; }

    /// <summary>The answer is a <see cref="NodeStat"/>.</summary>
    public static ReadRequest Exists(string path, bool watch) => new(OpCode.Exists, path, watch);

    /// <summary>The answer is a <see cref="NodeData"/>.</summary>
    public static ReadRequest GetData(string path, bool watch) => new(OpCode.GetData, path, watch);

    /// <summary>The answer is a <see cref="NodeChildren"/>.</summary>
    public static ReadRequest GetChildren(string path, bool watch) => new(OpCode.GetChildren2, path, watch);

    public override void WriteTo(IByteBuffer output)
    {
        output.WriteJuteString(path);
        output.WriteBoolean(watch);
    }
}
