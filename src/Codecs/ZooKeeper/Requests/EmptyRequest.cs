using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.ZooKeeper.Requests;

/// <summary>A request that is its header alone.</summary>
public sealed record EmptyRequest : ZooKeeperRequest
{
    private EmptyRequest(OpCode code) => Code = code;

    /// <summary>Keeps the session alive.</summary>
    public static EmptyRequest Ping { get; } = new(OpCode.Ping);

    /// <summary>Ends the session.</summary>
    public static EmptyRequest CloseSession { get; } = new(OpCode.CloseSession);

    public override OpCode Code { get; }

    public override void WriteTo(IByteBuffer output)
    {
        // The header says it all.
    }
}
