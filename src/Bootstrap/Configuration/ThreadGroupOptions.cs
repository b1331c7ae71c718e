using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Transport.Loops;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>A group of threads: a member of <c>threads</c>.</summary>
internal sealed record ThreadGroupOptions
{
    /// <summary>The group that accepts connections.</summary>
    public const string Boss = "boss";

    /// <summary>The group that serves clients where a listener names no other.</summary>
    public const string Workers = "workers";

    /// <summary>The group for handlers that block.</summary>
    public const string Offload = "offload";

    public static EquatableArray<ThreadGroupOptions> Defaults { get; } =
    [
        new ThreadGroupOptions { Name = Boss, Count = 1 },
        new ThreadGroupOptions { Name = Workers },
        new ThreadGroupOptions { Name = Offload },
    ];

    public required string Name { get; init; }

    /// <summary>Threads; 0 is one per CPU of <see cref="Cpus"/>, or of the process where none is listed.</summary>
    public int Count { get; init; }

    /// <summary>
    /// The CPUs that the threads are bound to, in turn; empty leaves them to the scheduler. Linux only.
    /// </summary>
    public EquatableArray<int> Cpus { get; init; }

    /// <summary>How long an event may wait for others where CPUs are short; zero never.</summary>
    public TimeSpan Coalescing { get; init; } = NativeEventLoop.DefaultCoalescing;
}
