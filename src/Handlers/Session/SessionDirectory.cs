using System.Collections.Concurrent;

namespace SceNettyProxy.Handlers.Session;

/// <summary>
/// The sessions of this proxy, logged in or not, by their connection id. Any thread.
/// <code>
/// bits    connection id
/// 31..22  the proxy's node
/// 21..0   a counter; never 0
/// </code>
/// </summary>
/// <param name="node">Other proxies of the same clients have other nodes: no two give the same id.</param>
/// <param name="counterBits">How far the counter goes before it begins again; more sessions there cannot be.</param>
internal sealed class SessionDirectory(int node, int counterBits = SessionDirectory.CounterBits)
{
    private const int CounterBits = 22;

    private readonly ConcurrentDictionary<uint, ProxySession> sessions = new();
    private readonly uint maxCounter = (1u << counterBits) - 1;
    private uint lastCounter;
    private volatile int node = node;

    /// <summary>The node of the ids that are given from now on.</summary>
    public int Node
    {
        get => node;
        set => node = value;
    }

    public int Count => sessions.Count;

    public IEnumerable<ProxySession> All => sessions.Values;

    /// <summary>The proxy that has given that id.</summary>
    public static int NodeOf(uint id) => (int)(id >> CounterBits);

    /// <summary>Gives the session an id that no other has; one that is in use is left out.</summary>
    public uint Add(ProxySession session)
    {
        while (true)
        {
            uint counter = Interlocked.Increment(ref lastCounter) & maxCounter;
            uint id = ((uint)node << CounterBits) | counter;
            if (counter != 0 && sessions.TryAdd(id, session))
                return id;
        }
    }

    /// <summary>The session with that id; null when this proxy has none, which includes the ids of other nodes.</summary>
    public ProxySession? Find(uint id) => sessions.GetValueOrDefault(id);

    public void Remove(ProxySession session) =>
        sessions.TryRemove(new KeyValuePair<uint, ProxySession>(session.ConnectionId, session));
}
