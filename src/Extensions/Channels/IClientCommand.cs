using DotNetty.Buffers;

namespace SceNettyProxy.Extensions.Channels;

/// <summary>
/// A command in a frontend slot: whole, or its head with <see cref="IClientCommandChunk"/>s behind it. To be forwarded as it
/// is, or ended by <see cref="SlotContext.Deny"/>.
/// </summary>
public interface IClientCommand
{
    /// <summary>The command byte, COM_…: 3 is COM_QUERY.</summary>
    byte CommandCode { get; }

    /// <summary>The packets as they came, with their headers of 4 bytes: to be looked at, neither changed nor released. Empty
    /// where they were taken over already.</summary>
    IByteBuffer PacketBytes { get; }

    /// <summary>The text of a query, a prepare or, from <c>after-tokenizer</c> on, an execution, as far as it is here; else
    /// empty. Valid during the call.</summary>
    ReadOnlySpan<byte> TextSpan { get; }

    /// <summary>No chunks follow.</summary>
    bool IsWhole { get; }
}
