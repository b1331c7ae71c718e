using DotNetty.Common.Concurrency;

namespace SceNettyProxy.Integration.Memcached;

/// <summary>A session that waits to be counted. Of the count's loop.</summary>
/// <param name="limit">Sessions of the database at most.</param>
internal sealed class CountWaiter(long limit)
{
    private readonly TaskCompletionSource<bool> source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Limit => limit;

    /// <summary>True: it is counted.</summary>
    public Task<bool> Task => source.Task;

    /// <summary>The total of the exchange that is under way counts it.</summary>
    public bool IsCounted { get; set; }

    /// <summary>When it is decided without the server.</summary>
    public IScheduledTask? Deadline { get; set; }

    public void Decide(bool isAdmitted)
    {
        Deadline?.Cancel();
        source.SetResult(isAdmitted);
    }
}
