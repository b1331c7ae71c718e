using System.Collections.Concurrent;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Handlers.Routing;

/// <summary>Which servers refused a connection lately. Any thread.</summary>
internal sealed class EndpointHealth
{
    private readonly ConcurrentDictionary<Endpoint, (long Since, TimeSpan Pause)> skipped = new();

    /// <summary>Leaves the server out for <paramref name="pause"/>.</summary>
    /// <param name="now">A timestamp of the services' clock.</param>
    public void Skip(Endpoint endpoint, long now, TimeSpan pause) => skipped[endpoint] = (now, pause);

    public bool IsSkipped(Endpoint endpoint, TimeProvider time)
    {
        if (skipped.IsEmpty || !skipped.TryGetValue(endpoint, out (long Since, TimeSpan Pause) entry))
            return false;
        if (time.GetElapsedTime(entry.Since) < entry.Pause)
            return true;
        skipped.TryRemove(new KeyValuePair<Endpoint, (long, TimeSpan)>(endpoint, entry));
        return false;
    }
}
