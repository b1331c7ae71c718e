using DotNetty.Common.Concurrency;
using DotNetty.Transport.Channels;

namespace SceNettyProxy.Handlers;

/// <summary>
/// Goes on on an event loop that may be ending. DotNetty's loops take work when they have ended, without a word, and never do it; those of
/// the epoll transport refuse it.
/// </summary>
internal static class LoopHop
{
    /// <summary>Runs <paramref name="action"/> on the loop or, where the loop ends without it, <paramref name="lost"/> on some
    /// thread: one of them, once. Any thread.</summary>
    public static void Post(IEventLoop loop, Action action, Action lost)
    {
        int isTaken = 0;
        try
        {
            loop.Execute(() => Take(action));
        }
        catch (RejectedExecutionException)
        {
            Take(lost);
            return;
        }

        // What a loop had before it began to end is always done.
        if (loop.IsShuttingDown)
        {
            loop.TerminationCompletion.ContinueWith(
                _ => Take(lost),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }

        void Take(Action taken)
        {
            if (Interlocked.Exchange(ref isTaken, 1) == 0)
                taken();
        }
    }
}
