using SceNettyProxy.Bootstrap.Configuration;

namespace SceNettyProxy.Bootstrap.Runtime;

/// <summary>
/// Settings that DotNetty and the runtime read from the environment once, when their types load. A variable that is set
/// already is left as it is.
/// </summary>
internal static class RuntimeEnvironment
{
    /// <summary>To be called before the first type of DotNetty and the first socket are used.</summary>
    public static void Apply(BufferOptions buffers)
    {
        int arenas = buffers.Arenas > 0 ? buffers.Arenas : Environment.ProcessorCount;
        SetDefault("io.netty.allocator.numHeapArenas", $"{arenas}");
        SetDefault("io.netty.allocator.numDirectArenas", $"{arenas}");
        SetDefault("io.netty.allocator.maxOrder", $"{buffers.Order}");
        SetDefault("io.netty.leakDetection.level", "disabled");
        // Saves a hop to the thread pool per read: DotNetty's callbacks only post to their event loop.
        SetDefault("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
    }

    private static void SetDefault(string name, string value)
    {
        if (Environment.GetEnvironmentVariable(name) is null)
            Environment.SetEnvironmentVariable(name, value);
    }
}
