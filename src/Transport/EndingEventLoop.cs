using System.Reflection;
using DotNetty.Common.Concurrency;
using DotNetty.Transport.Channels;

namespace SceNettyProxy.Transport;

/// <summary>
/// DotNetty's event loop, which ends also when a task comes in just as it ends. By itself it puts a wake-up task behind every task that it
/// runs while it ends, and takes its own wake-up for such a task, so that it goes round for ever at the full speed of a CPU
/// (<c>ConfirmShutdown</c> in 0.7.6; seen when a socket that is being connected is closed and its loop is shut down).
/// </summary>
internal sealed class EndingEventLoop(IEventLoopGroup? parent, string threadName) : SingleThreadEventLoop(parent, threadName)
{
    private static readonly object? WakeUpTask = typeof(SingleThreadEventExecutor)
        .GetField("WAKEUP_TASK", BindingFlags.Static | BindingFlags.NonPublic)?.GetValue(null);

    public override void Execute(IRunnable task)
    {
        // The loop itself is awake.
        if (ReferenceEquals(task, WakeUpTask) && IsShuttingDown && InEventLoop)
            return;
        base.Execute(task);
    }
}
