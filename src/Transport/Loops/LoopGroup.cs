using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.Affinity;

namespace SceNettyProxy.Transport.Loops;

/// <summary>Starts the loops of a transport.</summary>
internal static class LoopGroup
{
    /// <inheritdoc cref="ITransport.CreateGroup"/>
    /// <param name="start">Starts one loop: its group, and the name of its thread.</param>
    public static IEventLoopGroup Create(string name, int count, IReadOnlyList<int> cpus, Func<IEventLoopGroup, string, IEventLoop> start)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ThreadAffinity.Validate(cpus);
        int started = 0;
        MultithreadEventLoopGroup group = new(parent => start(parent, $"{name}-{started++}"), count);
        LoopPinning.Pin(group, cpus);
        return group;
    }
}
