using System.Diagnostics;

namespace SceNettyProxy.Transport.Loops;

public abstract partial class NativeEventLoop
{
    private const int Running = 1;
    private const int ShuttingDown = 2;
    private const int Ended = 3;
    private const int Terminated = 4;

    private readonly TaskCompletionSource terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile int state = Running;
    private TimeSpan quietPeriod;
    private TimeSpan shutdownLimit;

    // Timestamps of the loop, once it shuts down.
    private long shutdownStart;
    private long lastTask;

    public override bool IsShuttingDown => state >= ShuttingDown;

    public override bool IsShutdown => state >= Ended;

    public override bool IsTerminated => state == Terminated;

    public override Task TerminationCompletion => terminated.Task;

    /// <summary>
    /// Closes the channels at once, drops timers, and ends the loop when no task has come for the quiet period, at the
    /// latest after the timeout.
    /// </summary>
    public override Task ShutdownGracefullyAsync(TimeSpan quietPeriod, TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quietPeriod, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, quietPeriod);
        lock (terminated)
        {
            if (state != Running)
                return TerminationCompletion;
            this.quietPeriod = quietPeriod;
            shutdownLimit = timeout;
            state = ShuttingDown;
        }

        // Whatever the loop does now, its next wait returns at once.
        Wake();
        return TerminationCompletion;
    }

    private bool MayEnd()
    {
        if (state == Running)
            return false;
        if (shutdownStart == 0)
            shutdownStart = lastTask = Stopwatch.GetTimestamp();
        CancelScheduledTasks();
        // Also those that came in the meantime.
        CloseChannels();
        if (RunTasks(MaxTasksPerTurn) > 0)
            lastTask = Stopwatch.GetTimestamp();
        if (Stopwatch.GetElapsedTime(shutdownStart) >= shutdownLimit)
            return true;
        return tasks.IsEmpty && Stopwatch.GetElapsedTime(lastTask) >= quietPeriod;
    }

    // How long the kernel may be waited for for all that the shutdown cares, in milliseconds.
    private int ShutdownTimeout()
    {
        if (shutdownStart == 0)
            return WithoutLimit;
        TimeSpan quiet = quietPeriod - Stopwatch.GetElapsedTime(lastTask);
        TimeSpan limit = shutdownLimit - Stopwatch.GetElapsedTime(shutdownStart);
        return Math.Max(0, (int)Math.Ceiling(Math.Min(quiet.TotalMilliseconds, limit.TotalMilliseconds)));
    }

    private void CloseChannels()
    {
        if (ChannelCount == 0)
            return;
        foreach (INativeChannel channel in AllChannels())
            channel.OnLoopEnds();
    }

    private void End()
    {
        // What is there, among it the last events of the channels, which the closing posts. A task may post itself for ever.
        CloseChannels();
        RunTasks(tasks.Count);
        state = Ended;
        Thread.MemoryBarrier();
        SpinWait.SpinUntil(() => Volatile.Read(ref callers) == 0);
        // From here on nothing is taken, so this has an end. A registration may have been among it all.
        RunTasks(int.MaxValue);
        CloseChannels();
        CancelScheduledTasks();
        Release();
        Coalescing.Dispose();
        state = Terminated;
        terminated.TrySetResult();
    }
}
