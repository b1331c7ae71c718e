using System.Net.Sockets;
using DotNetty.Transport.Channels;

namespace SceNettyProxy.Transport;

/// <summary>
/// A kind of event loops with the channels that run on them. Channels of one transport must be registered with its own loops
/// only.
/// </summary>
public interface ITransport
{
    /// <summary>The name in configuration: <c>sockets</c>, <c>epoll</c>, <c>io_uring</c>.</summary>
    string Name { get; }

    /// <summary>Starts event loops, whose threads are named <c>name-0</c>, <c>name-1</c> and so on.</summary>
    /// <param name="name">The group's name.</param>
    /// <param name="count">Loops; at least 1.</param>
    /// <param name="cpus">Loop n runs on the CPU n modulo the number of them; empty leaves the loops to the scheduler.</param>
    /// <param name="coalescing">
    /// How long an event may wait for others, so that a loop is woken less often; only where the loops have to wait for a CPU and many
    /// of their channels are active. Up to 1 ms; zero never; null is 200 µs. Native transports only.
    /// </param>
    /// <exception cref="PlatformNotSupportedException">CPUs are named and this is not Linux.</exception>
    /// <exception cref="ArgumentException">A CPU is not available to this process.</exception>
    IEventLoopGroup CreateGroup(string name, int count, IReadOnlyList<int> cpus, TimeSpan? coalescing = null);

    /// <summary>A channel that listens; not yet registered or bound. <c>::</c> takes IPv4 clients as well.</summary>
    IServerChannel CreateServerChannel(AddressFamily family);

    /// <summary>A channel that connects to a server; not yet registered.</summary>
    IChannel CreateChannel(AddressFamily family);
}
