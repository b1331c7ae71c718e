using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Integration.Memcached;

/// <summary>One server as this proxy sees it. Any thread.</summary>
/// <param name="endpoint">Where it listens.</param>
public sealed class MemcachedServer(Endpoint endpoint)
{
    private readonly Lock sync = new();
    private int failures;
    private bool isOut;

    public Endpoint Endpoint { get; } = endpoint;

    /// <summary>Left out, because it did not answer.</summary>
    public bool IsOut
    {
        get
        {
            lock (sync)
                return isOut;
        }
    }

    /// <summary>It has answered.</summary>
    /// <returns>It was left out until now.</returns>
    internal bool Answered()
    {
        lock (sync)
        {
            bool isBack = isOut;
            failures = 0;
            isOut = false;
            return isBack;
        }
    }

    /// <summary>It has not answered.</summary>
    /// <param name="allowed">So many times in a row leave it out.</param>
    /// <returns>It is left out from now on.</returns>
    internal bool Failed(int allowed)
    {
        lock (sync)
        {
            bool leaves = ++failures >= allowed && !isOut;
            isOut |= leaves;
            return leaves;
        }
    }

    public override string ToString() => Endpoint.ToString();
}
