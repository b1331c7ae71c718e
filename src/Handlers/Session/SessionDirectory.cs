using System.Collections.Concurrent;

namespace SceNettyProxy.Handlers.Session;

/// <summary>The sessions of this proxy, logged in or not, by their connection id. Any thread.</summary>
internal sealed class SessionDirectory
{
    private readonly ConcurrentDictionary<uint, ProxySession> sessions = new();
    private uint lastId;

    public int Count => sessions.Count;

    public IEnumerable<ProxySession> All => sessions.Values;

    /// <summary>Gives the session an id that no other has. 0 is never given.</summary>
    public uint Add(ProxySession session)
    {
        while (true)
        {
            uint id = Interlocked.Increment(ref lastId);
            if (id != 0 && sessions.TryAdd(id, session))
                return id;
        }
    }

    public void Remove(ProxySession session) =>
        sessions.TryRemove(new KeyValuePair<uint, ProxySession>(session.ConnectionId, session));
}
