using Microsoft.Extensions.Logging;
using SceNettyProxy.Extensions.Channels;
using SceNettyProxy.Extensions.Commands;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Custom;

/// <summary>
/// A custom handler in service: counts its calls, fences it off when it fails too often, and knows when nobody uses it any
/// more. Any thread.
/// </summary>
internal sealed class CustomHandler
{
    private readonly ILogger logger;
    private readonly TimeProvider time;
    private readonly LogGate failureLog;
    private readonly LogGate slowLog;

    /// <summary>The registry's own use, and one per session or running call.</summary>
    private int uses = 1;
    private int failuresInARow;
    private volatile bool isFenced;
    private volatile string? problem;
    private volatile string? loadProblem;

    public CustomHandler(HandlerRegistration registration, HandlerCounters counters, ILogger logger, TimeProvider time)
    {
        this.logger = logger;
        this.time = time;
        Registration = registration;
        Counters = counters;
        Sync = registration.Instance as CommandInterceptor;
        Async = registration.Instance as AsyncCommandInterceptor;
        Factory = registration.Instance as ChannelHandlerFactory;
        NeedsWholeText = registration.Instance is InterceptorBase { TextNeed: TextNeed.Whole };
        LoadProblem = registration.Problem;
        failureLog = new LogGate(time);
        slowLog = new LogGate(time);
    }

    public HandlerRegistration Registration { get; }

    public HandlerCounters Counters { get; }

    public string Name => Registration.Name;

    public CommandInterceptor? Sync { get; }

    public AsyncCommandInterceptor? Async { get; }

    public ChannelHandlerFactory? Factory { get; }

    public InterceptorBase? Interceptor => (InterceptorBase?)Sync ?? Async;

    /// <summary>Texts are held for it until they are whole.</summary>
    public bool NeedsWholeText { get; }

    /// <summary>It is not called any more.</summary>
    public bool IsFenced => isFenced;

    /// <summary>Why the entry as it stands now could not be loaded; null when it could.</summary>
    public string? LoadProblem { get => loadProblem; set => loadProblem = value; }

    /// <summary>What a client is told whose command the handler failed on. Nothing of the exception, which may be anything.
    /// </summary>
    public SceError FailureError => new(1105, "HY000", $"The handler '{Name}' failed");

    /// <summary>What a client is told while the handler is fenced off and refuses.</summary>
    public SceError FencedError => new(1105, "HY000", $"The handler '{Name}' is out of service");

    public HandlerStatus Status => new(
        Name,
        Registration.Slot,
        State,
        Counters.Calls.Value,
        Counters.Denials.Value,
        Counters.Rewrites.Value,
        Counters.Answers.Value,
        Counters.Failures.Value,
        Counters.SlowCalls.Value,
        LoadProblem ?? problem);

    private HandlerState State => Registration switch
    {
        { IsDisabled: true } => HandlerState.Disabled,
        { Instance: null } => HandlerState.Unloadable,
        _ => isFenced ? HandlerState.Fenced : HandlerState.Running,
    };

    /// <summary>Notes one more user; false when the last one has gone already, so that another handler is in its place.
    /// </summary>
    public bool TryUse()
    {
        int seen = Volatile.Read(ref uses);
        while (seen > 0)
        {
            int before = Interlocked.CompareExchange(ref uses, seen + 1, seen);
            if (before == seen)
                return true;
            seen = before;
        }

        return false;
    }

    /// <summary>Ends one use. With the last one the instance is given back to its loader.</summary>
    public void EndUse()
    {
        if (Interlocked.Decrement(ref uses) == 0)
            Registration.Released?.Invoke();
    }

    /// <summary>A call has ended well.</summary>
    /// <param name="startedAt">A timestamp of the clock.</param>
    public void Succeeded(long startedAt)
    {
        Returned(startedAt);
        Worked();
    }

    /// <summary>A call has ended; whether well is still to be seen.</summary>
    /// <param name="startedAt">A timestamp of the clock.</param>
    public void Returned(long startedAt)
    {
        TimeSpan elapsed = time.GetElapsedTime(startedAt);
        if (elapsed <= Registration.Slow)
            return;
        Counters.SlowCalls.Increment();
        if (slowLog.TryPass(out long calls))
            CustomHandlerLog.Slow(logger, Name, (long)elapsed.TotalMilliseconds, calls);
    }

    /// <summary>What a call has brought is good: failures before it are not in a row with those behind it.</summary>
    public void Worked()
    {
        // Read first, lest every loop write to the same line.
        if (Volatile.Read(ref failuresInARow) != 0)
            Volatile.Write(ref failuresInARow, 0);
    }

    /// <summary>A call has failed.</summary>
    /// <param name="startedAt">A timestamp of the clock.</param>
    public void Failed(long startedAt, Exception exception)
    {
        Returned(startedAt);
        Fail(exception);
    }

    /// <summary>A call has ended with a verdict that is not possible for its command.</summary>
    public void Rejected(string reason) => Fail(new InvalidOperationException(reason));

    /// <summary>Takes it into service again; false where it was not fenced off.</summary>
    public bool Restore()
    {
        if (!isFenced)
            return false;
        Volatile.Write(ref failuresInARow, 0);
        isFenced = false;
        CustomHandlerLog.Restored(logger, Name);
        return true;
    }

    private void Fail(Exception exception)
    {
        Counters.Failures.Increment();
        problem = $"{exception.GetType().Name}: {exception.Message}";
        int inARow = Interlocked.Increment(ref failuresInARow);
        if (failureLog.TryPass(out long failures))
            CustomHandlerLog.Failed(logger, Name, failures, exception);
        if (Registration.Failures == 0 || inARow < Registration.Failures || isFenced)
            return;
        isFenced = true;
        CustomHandlerLog.Fenced(logger, Name, inARow, Registration.FencedRefuses ? "refused" : "let pass");
    }
}
