using System.Diagnostics;
using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.Channels;
using Promise = DotNetty.Common.Concurrency.TaskCompletionSource;

namespace SceNettyProxy.Handlers;

/// <summary>
/// A write of which nobody asks how it ends. It goes straight to what the channel sends next and has no promise, which every write
/// through a pipeline allocates. That it failed shows by the channel being closed, as with any other write.
/// </summary>
internal static class QuietWrite
{
    /// <summary>
    /// Puts a buffer behind what was written before; not flushed. Only where no handler between here and the socket has to see
    /// it. Takes over the buffer. On the channel's loop.
    /// </summary>
    public static void To(IChannel channel, IByteBuffer packets)
    {
        Debug.Assert(channel.EventLoop.InEventLoop, "on another thread");
        if (channel is IByteProgress native)
            native.WriteQuietly(packets);
        // There is none of a channel that is closed.
        else if (channel.Unsafe.OutboundBuffer is { } outbound)
            outbound.AddMessage(packets, packets.ReadableBytes, Promise.Void);
        else
            packets.Release();
    }

    /// <summary>All that was written has been taken by the socket, or the channel is closed.</summary>
    public static bool IsTaken(IChannel channel) => channel.Unsafe.OutboundBuffer is not { IsEmpty: false };
}
