using DotNetty.Transport.Channels;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Transport;

namespace SceNettyProxy.Bootstrap.Threads;

/// <summary>The running thread groups of <c>threads</c>, by name. Disposal ends their threads.</summary>
internal sealed class ThreadGroups : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, IEventLoopGroup> groups = new(StringComparer.OrdinalIgnoreCase);

    private ThreadGroups(ITransport transport)
    {
        Transport = transport;
    }

    /// <summary>What the loops are made of; channels on them must come from here.</summary>
    public ITransport Transport { get; }

    /// <summary>Accepts connections.</summary>
    public IEventLoopGroup Boss => groups[ThreadGroupOptions.Boss];

    /// <summary>Runs handlers that block.</summary>
    public IEventLoopGroup Offload => groups[ThreadGroupOptions.Offload];

    /// <summary>All of them by their names.</summary>
    public IEnumerable<KeyValuePair<string, IEventLoopGroup>> All => groups;

    /// <exception cref="KeyNotFoundException">There is no group of that name.</exception>
    public IEventLoopGroup this[string name] => groups[name];

    /// <summary>Starts all groups.</summary>
    /// <exception cref="PlatformNotSupportedException">CPUs are named and this is not Linux.</exception>
    /// <exception cref="ArgumentException">A CPU is not available to this process.</exception>
    public static async Task<ThreadGroups> StartAsync(ITransport transport, EquatableArray<ThreadGroupOptions> options)
    {
        ThreadGroups started = new(transport);
        try
        {
            foreach (ThreadGroupOptions group in options.ToArray())
                started.groups.Add(group.Name, transport.CreateGroup(group.Name, CountOf(group), [.. group.Cpus], group.Coalescing));
            return started;
        }
        catch
        {
            await started.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(
        groups.Values.Select(group => group.ShutdownGracefullyAsync(TimeSpan.Zero, ShutdownTimeout))).ConfigureAwait(false);

    private static int CountOf(ThreadGroupOptions group) => group switch
    {
        { Count: > 0 } => group.Count,
        { Cpus.IsEmpty: false } => group.Cpus.Length,
        _ => Environment.ProcessorCount,
    };
}
