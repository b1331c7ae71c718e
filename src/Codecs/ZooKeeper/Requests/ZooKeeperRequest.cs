using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.ZooKeeper.Requests;

/// <summary>A request; not changed once it is written.</summary>
public abstract record ZooKeeperRequest
{
    /// <summary>What stands in the request's header.</summary>
    public abstract OpCode Code { get; }

    /// <summary>Appends the request's record, which follows the header.</summary>
    public abstract void WriteTo(IByteBuffer output);
}
