using DotNetty.Buffers;

namespace SceNettyProxy.Extensions.Channels;

/// <summary>More bytes of the command in front of it. To be forwarded as it is.</summary>
public interface IClientCommandChunk
{
    /// <summary>Packet bytes, headers included, cut anywhere: to be looked at, neither changed nor released.</summary>
    IByteBuffer Content { get; }

    /// <summary>The command ends with them.</summary>
    bool IsLast { get; }
}
