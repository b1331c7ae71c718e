using System.Text;
using DotNetty.Buffers;
using SceNettyProxy.Extensions.Commands;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Routing;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Handlers.Custom.Interceptors;

/// <summary>Does to the command in flight what an interceptor says. Of one session.</summary>
internal sealed class VerdictExecutor(ProxySession session)
{
    private static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
    private static readonly Encoding Latin1 =
        Encoding.GetEncoding("latin1", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    /// <summary>True when the command goes on.</summary>
    public bool Execute(
        InterceptorLink link, ClientCommand command, CommandKind kind, CommandView view, in CommandVerdict verdict)
    {
        HandlerCounters counters = link.Handler.Counters;
        switch (verdict.Kind)
        {
            case VerdictKind.Allow:
                link.Handler.Worked();
                return true;
            case VerdictKind.Deny:
                link.Handler.Worked();
                counters.Denials.Increment();
                CommandError error = verdict.Error!;
                Refuse(command, new SceError(error.Code, error.SqlState, error.Message));
                return false;
            case VerdictKind.Rewrite:
                return Rewrite(link.Handler, command, kind, view, verdict);
            default:
                Answer(link.Handler, command, kind, verdict);
                return false;
        }
    }

    /// <summary>Answers the command in flight with an error on behalf of a custom handler.</summary>
    public void Refuse(ClientCommand command, SceError error) =>
        session.RefuseCommand(command, error, RefusalReason.CustomHandler);

    /// <summary>An execution ends without its server: what was sent for it must not go into the next one.</summary>
    public static void DropLongData(ClientCommand command)
    {
        if (command.Statement is { } statement)
            ProxySession.DropLongData(statement);
    }

    private bool Rewrite(
        CustomHandler handler, ClientCommand command, CommandKind kind, CommandView view, in CommandVerdict verdict)
    {
        if (kind == CommandKind.Execute)
            return NotPossible(handler, command, "the text of an execution cannot be rewritten");
        if (!view.IsTextWhole)
            return NotPossible(handler, command, "a text that is not whole cannot be rewritten");
        byte[] text;
        try
        {
            text = verdict.TextBytes ?? (view.TextEncoding is UTF8Encoding ? Utf8 : Latin1).GetBytes(verdict.Text!);
        }
        catch (EncoderFallbackException)
        {
            return NotPossible(handler, command, "the new text holds characters that the client's bytes cannot express");
        }

        if (!TextReplacement.TryReplace(session.Channel.Allocator, command, text))
            return NotPossible(handler, command, "the new text takes another number of packets of 16 MiB than the old one");
        handler.Worked();
        handler.Counters.Rewrites.Increment();
        view.LookAway();
        session.Tokenizer.JudgeAgain(command);
        if (session.Command != command || session.Phase != SessionPhase.Judging)
            return false;
        session.CountStatements(command, command.Batch);
        if (kind == CommandKind.Prepare && !session.Statements.HasRoom(command.Packets.ReadableBytes))
            command.Route = RouteDecision.Primary(RouteReason.PreparedStatement);
        return true;
    }

    private void Answer(CustomHandler handler, ClientCommand command, CommandKind kind, in CommandVerdict verdict)
    {
        if (kind == CommandKind.Prepare)
        {
            handler.Worked();
            session.FailCommand(command, ServerErrors.NotPreparable);
            return;
        }

        if (!command.IsWhole)
        {
            NotPossible(handler, command, "a command of which more is to come cannot be answered");
            return;
        }

        if (verdict.Rows is { } rows && !AnswerWriter.CanWrite(rows))
        {
            NotPossible(handler, command, "a row of the answer is longer than a packet of 16 MiB");
            return;
        }

        handler.Worked();
        handler.Counters.Answers.Increment();
        DropLongData(command);
        IByteBuffer packets = verdict.Ok is { } ok
            ? AnswerWriter.Ok(session, command, ok)
            : AnswerWriter.Rows(session, command, verdict.Rows!, isBinary: kind == CommandKind.Execute);
        session.WriteToClient(packets);
        session.FlushToClient();
        session.FinishCommand(command);
    }

    /// <summary>The verdict is one that cannot be given here: the handler's mistake.</summary>
    private bool NotPossible(CustomHandler handler, ClientCommand command, string reason)
    {
        handler.Rejected(reason);
        Refuse(command, handler.FailureError);
        return false;
    }
}
