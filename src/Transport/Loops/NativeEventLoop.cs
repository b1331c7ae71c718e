using System.Collections.Concurrent;
using DotNetty.Common;
using DotNetty.Common.Concurrency;
using DotNetty.Common.Internal.Logging;
using DotNetty.Transport.Channels;

namespace SceNettyProxy.Transport.Loops;

/// <summary>
/// One thread that waits in the kernel for its channels, timers and tasks. A turn takes what the kernel reports, then channels
/// whose turn ended before their data did, then timers that are due, then a bounded number of tasks; whoever has more to
/// do waits for the next turn, in which all others come first.
/// </summary>
public abstract partial class NativeEventLoop : AbstractScheduledEventExecutor, IEventLoop
{
    /// <summary>How long an event may wait for others where nothing else is said, see <see cref="ITransport.CreateGroup"/>.</summary>
    public static readonly TimeSpan DefaultCoalescing = TimeSpan.FromMicroseconds(200);

    private const int MaxTasksPerTurn = 256;
    private const int Awake = 0;
    private const int Asleep = 1;
    private const int WithoutLimit = -1;

    // A sleep does not end early when that many have come, so it is worth less.
    private const int MinWantedToSleep = 4;

    private static readonly IInternalLogger Logger = InternalLoggerFactory.GetInstance<NativeEventLoop>();

    private readonly Queue<INativeChannel> ready = new();
    private readonly ConcurrentQueue<IRunnable> tasks = new();
    private readonly Thread thread;
    private readonly IEventLoopGroup? parent;
    private readonly Func<WakeUpCoalescing> coalescingOfThread;

    // Whether the loop waits in the kernel: only then does a task from elsewhere cost a system call.
    private int sleeping;

    // Other threads that are about to enqueue: the end waits for them, so that a task either runs or is refused.
    private int callers;

    private protected NativeEventLoop(IEventLoopGroup? parent, string threadName, Func<WakeUpCoalescing> coalescing)
        : base(parent)
    {
        this.parent = parent;
        coalescingOfThread = coalescing;
        thread = new Thread(Run) { Name = threadName, IsBackground = true };
    }

    IEventLoopGroup IEventLoop.Parent => parent!;

    IEnumerable<IEventLoop> IEventLoopGroup.Items => [this];

    /// <summary>Channels that the kernel may still report on.</summary>
    private protected abstract int ChannelCount { get; }

    /// <summary>How many events a wait is for now. Any thread.</summary>
    internal int WantedEvents => Coalescing.Wanted;

    /// <summary>Whether a wait is for several events; there from the first turn on.</summary>
    private protected WakeUpCoalescing Coalescing { get; private set; } = null!;

    /// <summary>Whether <see cref="WaitForSeveral"/> works; else the loop sleeps, and then takes what has come.</summary>
    private protected virtual bool CanWaitForSeveral => false;

    public override bool IsInEventLoop(Thread thread) => this.thread == thread;

    public new IEventLoop GetNext() => this;

    public Task RegisterAsync(IChannel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return channel.Unsafe.RegisterAsync(this);
    }

    /// <summary>Runs a task on the loop, in the order of the calls of each thread. Any thread.</summary>
    /// <exception cref="RejectedExecutionException">The loop has ended; the task will not run.</exception>
    public override void Execute(IRunnable task)
    {
        if (InEventLoop)
        {
            Enqueue(task);
            return;
        }

        Interlocked.Increment(ref callers);
        try
        {
            Enqueue(task);
        }
        finally
        {
            Interlocked.Decrement(ref callers);
        }

        // Only one of those who come while the loop sleeps wakes it, and nobody while it works.
        if (Interlocked.CompareExchange(ref sleeping, Awake, Asleep) == Asleep)
            Wake();
    }

    /// <summary>Calls <see cref="INativeChannel.OnReady"/> later in this turn or in the next, behind the others. Once per call.</summary>
    internal void Ready(INativeChannel channel) => ready.Enqueue(channel);

    /// <summary>Starts the thread; the last thing that a constructor does.</summary>
    private protected void Start() => thread.Start();

    /// <summary>Called on the loop's thread before anything else.</summary>
    private protected virtual void OnStarted()
    {
    }

    /// <summary>Called in each turn before the wait; handlers may be called.</summary>
    private protected virtual void BeforeWait()
    {
    }

    /// <summary>Waits for the kernel.</summary>
    /// <param name="timeoutMilliseconds">0 only looks; -1 waits without limit.</param>
    /// <returns>How many reports there are.</returns>
    private protected abstract int Wait(int timeoutMilliseconds);

    /// <summary>Waits until the kernel has several reports, or after <see cref="WakeUpCoalescing.Limit"/> one.</summary>
    /// <inheritdoc cref="Wait(int)"/>
    private protected virtual int WaitForSeveral(int timeoutMilliseconds, int wanted) => Wait(timeoutMilliseconds);

    /// <summary>Hands the reports of the last wait to their channels.</summary>
    private protected abstract void Dispatch(int reports);

    /// <summary>Makes the present or next wait return. Any thread, at any time.</summary>
    private protected abstract void Wake();

    /// <summary>A copy of all channels that the kernel may still report on.</summary>
    private protected abstract INativeChannel[] AllChannels();

    /// <summary>Gives back what the loop holds of the kernel: all channels are closed, and nothing more runs.</summary>
    private protected abstract void Release();

    /// <summary>A channel threw what it does not mean to throw.</summary>
    private protected static void Fail(INativeChannel channel, Exception e)
    {
        Logger.Warn("A channel failed and is closed.", e);
        channel.OnFailure(e);
    }

    protected override IEnumerable<IEventExecutor> GetItems() => [this];

    private void Enqueue(IRunnable task)
    {
        if (IsShutdown)
            throw new RejectedExecutionException("the event loop has ended");
        tasks.Enqueue(task);
    }

    private void Run()
    {
        SetCurrentExecutor(this);
        // An await in a handler comes back to the loop because the loop itself is a task of its scheduler.
        _ = Task.Factory.StartNew(
            Loop, CancellationToken.None, TaskCreationOptions.None, new ExecutorTaskScheduler(this));
    }

    private void Loop()
    {
        try
        {
            Coalescing = coalescingOfThread();
            OnStarted();
            while (!MayEnd())
                Turn();
        }
        catch (Exception e)
        {
            Logger.Error("An event loop ends because the kernel does not serve it.", e);
        }

        End();
    }

    private void Turn()
    {
        BeforeWait();
        Dispatch(Wait());
        for (int waiting = ready.Count; waiting > 0; waiting--)
            CallReady(ready.Dequeue());
        RunTimers();
        RunTasks(MaxTasksPerTurn);
    }

    private int Wait()
    {
        Coalescing.OnTurn();
        int timeout = Timeout();
        if (timeout == 0)
            return Wait(0);
        int wanted = Coalescing.Wanted;
        if (wanted >= MinWantedToSleep && !CanWaitForSeveral)
        {
            int early = Wait(0);
            if (early > 0 || !tasks.IsEmpty)
                return early;
            Coalescing.Sleep();
        }

        Interlocked.Exchange(ref sleeping, Asleep);
        // Behind the exchange: who came before it did not wake anybody.
        int count = !tasks.IsEmpty ? Wait(0)
            : wanted > 1 && CanWaitForSeveral ? WaitForSeveral(timeout, wanted)
            : Wait(timeout);
        Volatile.Write(ref sleeping, Awake);
        return count;
    }

    // Milliseconds, rounded up, so that a timer is due when its wait ends.
    private int Timeout()
    {
        if (ready.Count > 0 || !tasks.IsEmpty)
            return 0;
        IScheduledRunnable? timer = PeekScheduledTask();
        int limit = ShutdownTimeout();
        if (timer is null)
            return limit;
        long ticks = (timer.Deadline - PreciseTimeSpan.FromStart).ToTimeSpan().Ticks;
        if (ticks <= 0)
            return 0;
        long milliseconds = (ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;
        return (int)Math.Min(milliseconds, limit == WithoutLimit ? int.MaxValue : limit);
    }

    /// <summary>The kernel has something for a channel.</summary>
    private protected void OnReport<T>(ChannelSlots<T> slots, ulong number)
        where T : class, INativeChannel
    {
        if (slots.Mark(number, Coalescing.PeriodNumber))
            Coalescing.OnActive();
    }

    private static void CallReady(INativeChannel channel)
    {
        try
        {
            channel.OnReady();
        }
        catch (Exception e)
        {
            Fail(channel, e);
        }
    }

    private void RunTimers()
    {
        if (PeekScheduledTask() is null)
            return;
        PreciseTimeSpan now = PreciseTimeSpan.FromStart;
        while (PollScheduledTask(now) is { } timer)
            SafeExecute(timer);
    }

    private int RunTasks(int limit)
    {
        int count = 0;
        for (; count < limit && tasks.TryDequeue(out IRunnable? task); count++)
            SafeExecute(task);
        return count;
    }
}
