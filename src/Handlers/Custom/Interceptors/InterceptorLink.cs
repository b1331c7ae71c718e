using SceNettyProxy.Extensions.Sessions;

namespace SceNettyProxy.Handlers.Custom.Interceptors;

/// <summary>One interceptor of a session, with what it keeps for it. Of one loop.</summary>
internal sealed class InterceptorLink(CustomHandler handler, SessionInfo session)
{
    public CustomHandler Handler { get; } = handler;

    /// <summary>The interceptor's own.</summary>
    public object? State { get; set; }

    /// <summary>The handler is in use already. Tells the interceptor of the session.</summary>
    public void Begin(TimeProvider time) => Call(time, () => State = Handler.Interceptor!.SessionStarted(session));

    /// <summary>The session does without it from now on.</summary>
    public void End(TimeProvider time)
    {
        Call(time, () => Handler.Interceptor!.SessionEnded(session, State));
        State = null;
        Handler.EndUse();
    }

    private void Call(TimeProvider time, Action call)
    {
        if (Handler.IsFenced)
            return;
        long startedAt = time.GetTimestamp();
        try
        {
            call();
            Handler.Succeeded(startedAt);
        }
#pragma warning disable CA1031 // Whatever a custom handler throws is counted, and hurts no session.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Handler.Failed(startedAt, e);
        }
    }
}
