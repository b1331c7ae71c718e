namespace SceNettyProxy.Integration.ZooKeeper.Client;

/// <summary>
/// Which server is tried next, and after what pause: each server once in a round, in an order shuffled at the start, so that
/// many clients spread; with each round that brought nothing the pause doubles. Not thread-safe.
/// </summary>
internal sealed class ServerList
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly ServerAddress[] servers;
    private readonly Random random;
    private int next;
    private int failures;

    /// <param name="servers">At least one.</param>
    /// <param name="random">The order and the jitter.</param>
    public ServerList(IEnumerable<ServerAddress> servers, Random random)
    {
        this.servers = [.. servers];
        this.random = random;
        ArgumentOutOfRangeException.ThrowIfZero(this.servers.Length, nameof(servers));
        random.Shuffle(this.servers);
    }

    /// <summary>The server whose turn it is.</summary>
    public ServerAddress Next()
    {
        ServerAddress server = servers[next];
        next = (next + 1) % servers.Length;
        return server;
    }

    /// <summary>A session was established: the next loss begins a first round.</summary>
    public void OnSuccess() => failures = 0;

    /// <summary>An attempt or a connection has ended.</summary>
    /// <param name="isFirstRoundOver">Each server was tried once now.</param>
    /// <returns>How long to wait before the next attempt: half to all of the round's pause.</returns>
    public TimeSpan OnFailure(out bool isFirstRoundOver)
    {
        int round = failures++ / servers.Length;
        isFirstRoundOver = failures == servers.Length;
        TimeSpan pause = FirstPause * Math.Pow(2, Math.Min(round, 16));
        return (pause < LongestPause ? pause : LongestPause) * (0.5 + random.NextDouble() / 2);
    }
}
