using SceNettyProxy.Extensions.Channels;
using SceNettyProxy.Extensions.Commands;
using SceNettyProxy.Extensions.Sessions;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Handlers.Custom.Slots;

/// <summary>What a custom channel handler may do in its place.</summary>
internal sealed class SlotView(ProxySession session, CustomHandler handler, string slot) : SlotContext
{
    public override string Slot => slot;

    public override SessionInfo Session { get; } = session.Info!;

    public override void Deny(IClientCommand command, ushort code, string sqlState, string message)
    {
        // The same form as that of an interceptor's denial, and the same checks.
        CommandError error = CommandVerdict.Deny(code, sqlState, message).Error!;
        if (command is not ClientCommand current || session.Command != current || session.Phase != SessionPhase.Judging)
            throw new InvalidOperationException("The command is not in flight, or has gone on to a server.");
        handler.Counters.Denials.Increment();
        session.RefuseCommand(
            current, new SceError(error.Code, error.SqlState, error.Message), RefusalReason.CustomHandler);
    }
}
