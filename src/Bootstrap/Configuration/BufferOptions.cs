namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>DotNetty's buffer pool: <c>buffers</c>.</summary>
internal sealed record BufferOptions
{
    /// <summary>Arenas that the threads share; 0 is one per CPU of the process.</summary>
    public int Arenas { get; init; }

    /// <summary>An arena grows by chunks of 8 KiB × 2^order.</summary>
    public int Order { get; init; } = 7;
}
