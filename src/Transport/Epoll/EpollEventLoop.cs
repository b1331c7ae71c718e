using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using DotNetty.Common;
using DotNetty.Common.Concurrency;
using DotNetty.Common.Internal.Logging;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.Epoll;

/// <summary>
/// One thread that waits in epoll for its channels, timers and tasks. A turn takes what the kernel reports, then channels
/// whose turn ended before their data did, then timers that are due, then a bounded number of tasks; whoever has more to
/// do waits for the next turn, in which all others come first. The thread starts with the object.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Its thread gives back what it holds when the loop ends.")]
public sealed partial class EpollEventLoop : AbstractScheduledEventExecutor, IEventLoop
{
    private const int MaxItemsPerTurn = 256;
    private const int MaxTasksPerTurn = 256;
    private const int Awake = 0;
    private const int Asleep = 1;
    private const int WithoutLimit = -1;

    private static readonly IInternalLogger Logger = InternalLoggerFactory.GetInstance<EpollEventLoop>();

    private readonly Native.Epoll epoll = new(MaxItemsPerTurn);
    private readonly ChannelSlots channels = new();
    private readonly Queue<IEpollChannel> ready = new();
    private readonly ConcurrentQueue<IRunnable> tasks = new();
    private readonly Thread thread;
    private readonly IEventLoopGroup? parent;

    // Whether epoll waits: only then does a task from elsewhere cost a system call.
    private int sleeping;

    // Other threads that are about to enqueue: the end waits for them, so that a task either runs or is refused.
    private int callers;

    /// <param name="parent">The group that it belongs to, if any.</param>
    /// <param name="threadName">The name of its thread.</param>
    /// <exception cref="System.Net.Sockets.SocketException">No descriptor can be had.</exception>
    public EpollEventLoop(IEventLoopGroup? parent, string threadName)
        : base(parent)
    {
        this.parent = parent;
        thread = new Thread(Run) { Name = threadName, IsBackground = true };
        thread.Start();
    }

    IEventLoopGroup IEventLoop.Parent => parent!;

    IEnumerable<IEventLoop> IEventLoopGroup.Items => [this];

    /// <summary>The pieces of gather writes; the loop's thread only.</summary>
    internal GatherWriter Gather { get; } = new();

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
            epoll.Wake();
    }

    /// <summary>Begins to report on a channel, by edge: each change once, to <see cref="IEpollChannel.OnEvents"/>.</summary>
    /// <returns>The number for <see cref="Detach"/>.</returns>
    internal ulong Attach(IEpollChannel channel, int descriptor, EpollFlags flags)
    {
        ulong number = channels.Add(channel);
        try
        {
            epoll.Watch(descriptor, flags | EpollFlags.EdgeTriggered, number);
            return number;
        }
        catch
        {
            channels.Remove(number);
            throw;
        }
    }

    /// <summary>Ends the reports on a channel, also those that are on their way.</summary>
    /// <param name="number">From <see cref="Attach"/>.</param>
    /// <param name="open">The descriptor, if it stays open; -1 if it is closed or about to be.</param>
    internal void Detach(ulong number, int open)
    {
        channels.Remove(number);
        if (open >= 0)
            epoll.Forget(open);
    }

    /// <summary>Calls <see cref="IEpollChannel.OnReady"/> later in this turn or in the next, behind the others. Once per call.</summary>
    internal void Ready(IEpollChannel channel) => ready.Enqueue(channel);

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
            while (!MayEnd())
                Turn();
        }
        catch (Exception e)
        {
            Logger.Error("An event loop ends because epoll does not work.", e);
        }

        End();
    }

    private void Turn()
    {
        int count = Wait();
        for (int i = 0; i < count; i++)
        {
            // The event that wakes has done its work when it comes here, and is no channel.
            IEpollChannel? channel = channels.Find(epoll.Data(i));
            if (channel is not null)
                Report(channel, epoll.Flags(i));
        }

        for (int waiting = ready.Count; waiting > 0; waiting--)
            Report(ready.Dequeue(), EpollFlags.None);
        RunTimers();
        RunTasks(MaxTasksPerTurn);
    }

    private int Wait()
    {
        int timeout = Timeout();
        if (timeout == 0)
            return epoll.Wait(0);
        Interlocked.Exchange(ref sleeping, Asleep);
        // Behind the exchange: who came before it did not wake anybody.
        int count = epoll.Wait(tasks.IsEmpty ? timeout : 0);
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

    private static void Report(IEpollChannel channel, EpollFlags flags)
    {
        try
        {
            if (flags == EpollFlags.None)
                channel.OnReady();
            else
                channel.OnEvents(flags);
        }
        catch (Exception e)
        {
            Logger.Warn("A channel failed and is closed.", e);
            channel.OnFailure(e);
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
