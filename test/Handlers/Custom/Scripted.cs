using SceNettyProxy.Extensions.Commands;
using SceNettyProxy.Extensions.Sessions;

namespace SceNettyProxy.Handlers.Tests.Custom;

/// <summary>An interceptor that does what a test says and remembers what it saw.</summary>
internal sealed class Scripted(Func<InterceptedCommand, CommandVerdict>? script = null, TextNeed need = TextNeed.Whole)
    : CommandInterceptor, IDisposable
{
    public Func<InterceptedCommand, CommandVerdict> Script { get; set; } = script ?? (static _ => CommandVerdict.Allow);

    /// <summary>The texts in their order.</summary>
    public List<string> Seen { get; } = [];

    public List<SessionInfo> Started { get; } = [];

    public List<(SessionInfo Session, object? State)> Ended { get; } = [];

    public object? FirstState { get; set; }

    public bool IsDisposed { get; private set; }

    public override TextNeed TextNeed => need;

    public override object? SessionStarted(SessionInfo session)
    {
        Started.Add(session);
        return FirstState;
    }

    public override void SessionEnded(SessionInfo session, object? state) => Ended.Add((session, state));

    public override CommandVerdict Intercept(InterceptedCommand command)
    {
        Seen.Add(command.Text);
        return Script(command);
    }

    public void Dispose() => IsDisposed = true;
}
