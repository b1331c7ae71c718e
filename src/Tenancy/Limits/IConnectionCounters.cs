namespace SceNettyProxy.Tenancy.Limits;

/// <summary>
/// Counts sessions, in this process or for all proxies together. Any thread. It decides by itself what holds while a shared
/// counter is out of reach.
/// </summary>
public interface IConnectionCounters
{
    /// <summary>Counts a session, unless a limit is reached. What can be told at once is: the task is complete then.</summary>
    /// <param name="claim">The session.</param>
    /// <param name="instead">What it was counted for until now, by a login before; null for a new one. At no moment it is
    /// counted for neither; for both only while another database's shared counter is asked.</param>
    /// <returns>The limit that is reached, and nothing has changed; null where the session is counted.</returns>
    ValueTask<ConnectionExcess?> EnterAsync(ConnectionClaim claim, ConnectionClaim? instead);

    /// <summary>A session that was counted has ended.</summary>
    void Leave(ConnectionClaim claim);

    /// <summary>Sessions of each of these databases now, as its limit counts them; what this proxy alone has while a shared counter
    /// is out of reach.</summary>
    ValueTask<IReadOnlyDictionary<string, long>> CountAsync(IReadOnlyCollection<string> databases);
}
