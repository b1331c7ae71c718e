namespace SceNettyProxy.Extensions.Commands;

/// <summary>
/// Decides about every COM_QUERY, COM_STMT_PREPARE and COM_STMT_EXECUTE of the sessions that it is configured for. It runs on
/// the event loop that serves the session and many others: what blocks or takes long is for
/// <see cref="AsyncCommandInterceptor"/>.
/// </summary>
public abstract class CommandInterceptor : InterceptorBase
{
    /// <summary>
    /// One call per command. An exception is answered to the client as error 1105 with the handler's name alone; the session
    /// lives, and the failure is counted.
    /// </summary>
    public abstract CommandVerdict Intercept(InterceptedCommand command);
}
