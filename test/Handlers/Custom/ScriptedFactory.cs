using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Extensions.Channels;

namespace SceNettyProxy.Handlers.Tests.Custom;

/// <summary>Makes channel handlers that remember what they saw and do what a test says.</summary>
internal sealed class ScriptedFactory : ChannelHandlerFactory
{
    /// <summary>Commands by their byte, chunks as "chunk", buffers as "bytes", the rest by type.</summary>
    public List<string> Seen { get; } = [];

    /// <summary>The bytes that were written through them.</summary>
    public List<byte> Written { get; } = [];

    public List<SlotContext> Slots { get; } = [];

    /// <summary>False when the message is not to be forwarded.</summary>
    public Func<SlotContext, object, bool> Script { get; set; } = static (_, _) => true;

    public Func<bool> Makes { get; set; } = static () => true;

    public int Removed { get; private set; }

    public override IChannelHandler? Create(SlotContext slot)
    {
        if (!Makes())
            return null;
        Slots.Add(slot);
        return new Handler(this, slot);
    }

    private sealed class Handler(ScriptedFactory owner, SlotContext slot) : ChannelHandlerAdapter
    {
        public override void ChannelRead(IChannelHandlerContext context, object message)
        {
            owner.Seen.Add(message switch
            {
                IClientCommand command => $"{command.CommandCode}",
                IClientCommandChunk => "chunk",
                IByteBuffer => "bytes",
                _ => message.GetType().Name,
            });
            if (owner.Script(slot, message))
                context.FireChannelRead(message);
        }

        public override Task WriteAsync(IChannelHandlerContext context, object message)
        {
            if (message is IByteBuffer buffer)
                owner.Written.AddRange(buffer.ReadableSpan());
            return context.WriteAsync(message);
        }

        public override void HandlerRemoved(IChannelHandlerContext context) => owner.Removed++;
    }
}
