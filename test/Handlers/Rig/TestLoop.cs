using DotNetty.Common.Concurrency;
using DotNetty.Transport.Channels;

namespace SceNettyProxy.Handlers.Tests.Rig;

/// <summary>
/// An event loop that runs only when the test says so, by the test's clock. Code runs "in" it while one of its tasks runs,
/// so that a call from the wrong loop is queued as it would be by a real one. Of the test's thread.
/// </summary>
internal sealed class TestLoop(TimeProvider time) : AbstractScheduledEventExecutor, IEventLoop
{
    [ThreadStatic]
    private static TestLoop? running;

    private readonly Queue<IRunnable> tasks = new();
    private readonly List<ScheduledCall> scheduled = [];

    public override bool IsShuttingDown => IsGone;

    public override bool IsShutdown => false;

    public override bool IsTerminated => false;

    public override Task TerminationCompletion => Task.CompletedTask;

    public new IEventLoopGroup? Parent => null;

    public new IEnumerable<IEventLoop> Items => [this];

    /// <summary>Deadlines that are neither reached nor cancelled.</summary>
    public int ScheduledCount => scheduled.Count(static call => !call.IsOver);

    public new IEventLoop GetNext() => this;

    public Task RegisterAsync(IChannel channel) => channel.Unsafe.RegisterAsync(this);

    public override bool IsInEventLoop(Thread thread) => running == this;

    /// <summary>The loop has ended: it takes work, as DotNetty's does, and never does it.</summary>
    public bool IsGone { get; set; }

    /// <summary>While it is gone it says so, as the loops of the epoll transport do.</summary>
    public bool Refuses { get; set; }

    public override void Execute(IRunnable task)
    {
        if (IsGone && Refuses)
            throw new RejectedExecutionException("the event loop has ended");
        if (IsGone)
            return;
        lock (tasks)
            tasks.Enqueue(task);
    }

    public override IScheduledTask Schedule(Action action, TimeSpan delay)
    {
        var call = new ScheduledCall(action, time.GetUtcNow() + delay);
        scheduled.Add(call);
        return call;
    }

    public override Task ShutdownGracefullyAsync(TimeSpan quietPeriod, TimeSpan timeout) => Task.CompletedTask;

    /// <summary>Runs what is queued and what is due; false when there was nothing.</summary>
    public bool RunPending()
    {
        bool any = false;
        while (Next() is { } task)
        {
            any = true;
            Enter(task);
        }

        return any;
    }

    protected override IEnumerable<IEventExecutor> GetItems() => [this];

    private Action? Next()
    {
        lock (tasks)
        {
            if (tasks.TryDequeue(out IRunnable? task))
                return task.Run;
        }

        scheduled.RemoveAll(static call => call.IsOver);
        ScheduledCall? due = scheduled.Where(call => call.Due <= time.GetUtcNow()).MinBy(static call => call.Due);
        return due is null ? null : due.Run;
    }

    private void Enter(Action task)
    {
        TestLoop? outer = running;
        running = this;
        try
        {
            task();
        }
        finally
        {
            running = outer;
        }
    }
}
