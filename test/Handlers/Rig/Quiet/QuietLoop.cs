using DotNetty.Common.Concurrency;
using DotNetty.Transport.Channels;

namespace SceNettyProxy.Handlers.Tests.Rig.Quiet;

/// <summary>
/// An event loop that whoever calls it is always in. Tasks wait for <see cref="RunTasks"/>, timers never run. It allocates nothing
/// once its queue has grown.
/// </summary>
internal sealed class QuietLoop : AbstractScheduledEventExecutor, IEventLoop
{
    private readonly Queue<IRunnable> tasks = new();

    public override bool IsShuttingDown => false;

    public override bool IsShutdown => false;

    public override bool IsTerminated => false;

    public override Task TerminationCompletion => Task.CompletedTask;

    public new IEventLoopGroup? Parent => null;

    public new IEnumerable<IEventLoop> Items => [this];

    /// <summary>Tasks that have run since the start.</summary>
    public int TaskCount { get; private set; }

    public new IEventLoop GetNext() => this;

    public Task RegisterAsync(IChannel channel) => channel.Unsafe.RegisterAsync(this);

    public override bool IsInEventLoop(Thread thread) => true;

    public override void Execute(IRunnable task) => tasks.Enqueue(task);

    public override Task ShutdownGracefullyAsync(TimeSpan quietPeriod, TimeSpan timeout) => Task.CompletedTask;

    public void RunTasks()
    {
        while (tasks.TryDequeue(out IRunnable? task))
        {
            TaskCount++;
            task.Run();
        }
    }

    protected override IEnumerable<IEventExecutor> GetItems() => [this];
}
