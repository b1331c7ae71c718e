using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Cancellation;

/// <summary>
/// Which texts with a KILL the proxy answers by itself: one plain statement, prepared or not. A server must see none, since the ids that a
/// client knows are the proxy's and mean other connections there.
/// </summary>
internal static class KillRules
{
    private static readonly SceError NotAlone =
        ServerErrors.NotSupportedYet("KILL except as a plain statement of its own");

    /// <summary>Why a judged command that holds a KILL is refused; null when <see cref="KillHandler"/> answers it.</summary>
    /// <param name="phase">The session's: a text that is judged again has passed the handler.</param>
    public static SceError? Refusal(ClientCommand command, SessionPhase phase)
    {
        bool isAlone = command.Batch is { Count: 1, IsAmbiguous: false, HasExecutableComment: false } batch
            && batch[0].Verb == StatementVerb.Kill
            && PacketHeader.ReadLength(command.Packets.ReadableSpan()) < PacketHeader.MaxPayload;
        if (isAlone && phase == SessionPhase.Judging)
            return null;
        return command.Code == CommandCode.Query ? NotAlone : ServerErrors.NotPreparable;
    }
}
