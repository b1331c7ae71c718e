using SceNettyProxy.Extensions.Commands;

namespace SceNettyProxy.Handlers.Custom.Interceptors;

/// <summary>A call of an asynchronous interceptor. <see cref="Start"/> runs off the session's loop; what it leaves here is read
/// behind its end.</summary>
/// <param name="ended">Called once, on any thread, when the call has ended.</param>
internal sealed class OffloadedCall(
    TimeProvider time,
    AsyncCommandInterceptor interceptor,
    CommandView view,
    Action<OffloadedCall> ended,
    CancellationToken cancellation)
{
    public CommandView View { get; } = view;

    /// <summary>A timestamp of the clock. The time in the queue of the offload group counts too: the client waits for it.</summary>
    public long StartedAt { get; } = time.GetTimestamp();

    public CommandVerdict Verdict { get; private set; }

    /// <summary>What was thrown instead of a verdict.</summary>
    public Exception? Failure { get; private set; }

    public void Start() => Tasks.Observe(RunAsync());

    private async Task RunAsync()
    {
        try
        {
            // On the thread of the offload group that the call began on, since what follows an await may block as well.
            if (!cancellation.IsCancellationRequested)
                Verdict = await interceptor.InterceptAsync(View, cancellation);
        }
#pragma warning disable CA1031 // Whatever a custom handler throws costs the command, not the session.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failure = e;
        }

        ended(this);
    }
}
