using DotNetty.Transport.Channels;

namespace SceNettyProxy.Transport.Affinity;

/// <summary>Binds the loops of a new group to CPUs.</summary>
internal static class LoopPinning
{
    /// <summary>Loop n runs on the CPU n modulo the number of them; with none this does nothing. On failure the group ends.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The kernel refused.</exception>
    public static void Pin(MultithreadEventLoopGroup group, IReadOnlyList<int> cpus)
    {
        if (cpus.Count == 0)
            return;
        Task[] pinned =
        [
            .. group.Items.Select((loop, i) => loop.SubmitAsync(() =>
            {
                ThreadAffinity.PinCurrentThread(cpus[i % cpus.Count]);
                return true;
            })),
        ];
        try
        {
            // Called while the proxy starts, never on a loop.
            Task.WaitAll(pinned);
        }
        catch (AggregateException e)
        {
            _ = group.ShutdownGracefullyAsync(TimeSpan.Zero, TimeSpan.Zero);
            throw e.GetBaseException();
        }
    }
}
