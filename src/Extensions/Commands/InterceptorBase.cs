using SceNettyProxy.Extensions.Sessions;

namespace SceNettyProxy.Extensions.Commands;

/// <summary>
/// What both kinds of interceptors have in common. There is one object per entry of <c>handlers</c> for all sessions, which
/// call it from several threads at a time; what belongs to one session goes to <see cref="InterceptedCommand.State"/>. An
/// interceptor that is disposable is disposed when it is replaced or the proxy stops.
/// </summary>
public abstract class InterceptorBase
{
    /// <summary>How much of a long text it has to see. Asked once.</summary>
    public virtual TextNeed TextNeed => TextNeed.Whole;

    /// <summary>
    /// A session begins, or comes to know the interceptor: after the login, or before its next command when the interceptor
    /// was loaded meanwhile. On an event loop, so it must not block.
    /// </summary>
    /// <returns>The first value of <see cref="InterceptedCommand.State"/>.</returns>
    public virtual object? SessionStarted(SessionInfo session) => null;

    /// <summary>The session has ended, or does without the interceptor from now on. On an event loop, so it must not block.
    /// </summary>
    public virtual void SessionEnded(SessionInfo session, object? state)
    {
    }
}
