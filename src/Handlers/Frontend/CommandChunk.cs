using DotNetty.Buffers;
using SceNettyProxy.Extensions.Channels;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>More bytes of the command in front of it, as they came. The receiver releases <see cref="Content"/>.</summary>
/// <param name="Content">Packet bytes, headers included.</param>
/// <param name="IsLast">The command ends with them.</param>
/// <param name="LastSequence">The number of the last packet so far.</param>
internal sealed record CommandChunk(IByteBuffer Content, bool IsLast, byte LastSequence) : IClientCommandChunk
{
    /// <summary>The number of the compressed frame that they came in.</summary>
    public byte Frame { get; set; }
}
