using DotNetty.Common.Concurrency;

namespace SceNettyProxy.Bootstrap.Threads;

/// <summary>
/// Runs work that may block on the threads of a group: one queue for all of them, so that nothing waits behind a thread that
/// blocks while another one is free. Any thread.
/// </summary>
internal sealed class OffloadQueue
{
    private readonly Lock queueing = new();
    private readonly Queue<Action> queue = new();
    private readonly Stack<IEventExecutor> free;

    public OffloadQueue(IEventExecutorGroup group)
    {
        free = new Stack<IEventExecutor>(group.Items);
    }

    /// <summary>Runs <paramref name="work"/>, which must not throw, on one of the threads.</summary>
    public void Run(Action work)
    {
        IEventExecutor? thread;
        lock (queueing)
        {
            queue.Enqueue(work);
            free.TryPop(out thread);
        }

        thread?.Execute(() => Drain(thread));
    }

    private void Drain(IEventExecutor thread)
    {
        while (true)
        {
            Action? work;
            lock (queueing)
            {
                if (!queue.TryDequeue(out work))
                {
                    free.Push(thread);
                    return;
                }
            }

            work();
        }
    }
}
