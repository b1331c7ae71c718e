using SceNettyProxy.Extensions.Commands;
using SceNettyProxy.Extensions.Configuration;
using SceNettyProxy.Extensions.Sessions;

namespace TraceComment;

/// <summary>
/// Puts <c>/* trace=… */</c> in front of statements, so that the servers' process lists and slow query logs name the request that
/// a statement belongs to. The trace id is an attribute that the client has sent when it connected. Option: <c>attribute</c>
/// (its name, default <c>trace_id</c>).
/// </summary>
public sealed class TraceInterceptor : CommandInterceptor
{
    private const int MaxLength = 64;

    private readonly string attribute;

    public TraceInterceptor(HandlerSetup setup) => attribute = setup.Options.Text("attribute", "trace_id");

    /// <summary>A statement too long to be held streams on as it is.</summary>
    public override TextNeed TextNeed => TextNeed.Head;

    /// <summary>The comment is made once per session.</summary>
    public override object? SessionStarted(SessionInfo session) =>
        session.Attribute(attribute) is { } id && IsHarmless(id) ? $"/* trace={id} */ " : null;

    public override CommandVerdict Intercept(InterceptedCommand command)
    {
        // The text of an execution was rewritten when it was prepared. SCE and KILL are the proxy's own.
        if (command.State is not string comment || command.Kind == CommandKind.Execute || !command.IsTextWhole
            || command.StatementCount == 0 || command.Verb(0) is "SCE" or "KILL")
            return CommandVerdict.Allow;
        return CommandVerdict.Rewrite(comment + command.Text);
    }

    /// <summary>The client may send what it likes: nothing that could end the comment or begin another one.</summary>
    private static bool IsHarmless(string id) =>
        id.Length is > 0 and <= MaxLength && id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
