using SceNettyProxy.Extensions.Commands;
using SceNettyProxy.Extensions.Configuration;
using SceNettyProxy.Extensions.Sessions;

namespace AuditLog;

/// <summary>
/// Writes a line of JSON for every login, statement and end of a session. Options: <c>file</c> (relative to the folder of
/// proxy.json), <c>text</c> (true writes the texts of statements too, with all that they hold; default false), <c>queue</c>
/// (lines that may wait to be written, default 10000). A statement that no line can be kept for is denied: an audit log with
/// holes is none.
/// </summary>
public sealed class AuditInterceptor : CommandInterceptor, IAsyncDisposable
{
    private readonly AuditFile file;
    private readonly bool writesText;

    public AuditInterceptor(HandlerSetup setup)
    {
        string path = Path.GetFullPath(setup.Options.Require("file"), setup.Folder);
        writesText = setup.Options.Flag("text", false);
        file = new AuditFile(path, (int)setup.Options.Number("queue", 10_000), setup.Log);
    }

    /// <summary>It only looks: long statements stream on.</summary>
    public override TextNeed TextNeed => TextNeed.Head;

    public override object? SessionStarted(SessionInfo session)
    {
        file.TryAdd(AuditLine.Of("login", session));
        return null;
    }

    public override void SessionEnded(SessionInfo session, object? state) => file.TryAdd(AuditLine.Of("end", session));

    public override CommandVerdict Intercept(InterceptedCommand command)
    {
        string[] verbs = new string[command.StatementCount];
        for (int i = 0; i < verbs.Length; i++)
            verbs[i] = command.Verb(i);
        AuditLine line = AuditLine.Of(command.Kind.ToString().ToLowerInvariant(), command.Session) with
        {
            Schema = command.Schema,
            Verbs = verbs,
            Text = writesText ? command.Text : null,
        };
        return file.TryAdd(line) ? CommandVerdict.Allow : CommandVerdict.Deny(5002, "45000", "The audit log cannot keep up");
    }

    public ValueTask DisposeAsync() => file.DisposeAsync();
}
