namespace SceNettyProxy.Extensions.Commands;

/// <summary>
/// As <see cref="CommandInterceptor"/>, for what waits or blocks: it is called on a thread of the group <c>offload</c>, with a
/// copy of the text. Meanwhile nothing more is read from the client, so that commands keep their order.
/// </summary>
public abstract class AsyncCommandInterceptor : InterceptorBase
{
    /// <summary>One call per command. The next call for a session comes when this one has ended, or was cancelled.</summary>
    /// <param name="command">Valid until the task is done.</param>
    /// <param name="cancellation">Cancelled when nobody waits for the verdict any more: the session has ended, or the command was
    /// killed.</param>
    public abstract ValueTask<CommandVerdict> InterceptAsync(InterceptedCommand command, CancellationToken cancellation);
}
