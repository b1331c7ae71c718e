namespace SceNettyProxy.Integration.Memcached;

/// <summary>What all counts of a proxy have in common.</summary>
/// <param name="Timeout">How long a session waits to be counted.</param>
/// <param name="Lease">Seconds that a share lives without its proxy.</param>
/// <param name="Refresh">Between two looks at a share.</param>
/// <param name="Retry">The same where the server does not know what it should.</param>
/// <param name="Proxies">How many there are, for the parts of a limit; at least 1.</param>
internal sealed record SharedCountSettings(TimeSpan Timeout, int Lease, TimeSpan Refresh, TimeSpan Retry, Func<int> Proxies);
