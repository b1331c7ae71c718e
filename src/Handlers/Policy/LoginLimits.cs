using System.Net;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Handlers.Policy;

/// <summary>
/// How many sessions there may be, and how many that have not logged in yet, in all and per address. Any thread; the lock
/// is taken twice per session.
/// </summary>
internal sealed class LoginLimits(Live<SessionOptions> options)
{
    private readonly Lock sync = new();
    private readonly Dictionary<IPAddress, int> byAddress = [];
    private int sessions;
    private int unauthenticated;

    public int Sessions
    {
        get
        {
            lock (sync)
                return sessions;
        }
    }

    public int Unauthenticated
    {
        get
        {
            lock (sync)
                return unauthenticated;
        }
    }

    /// <summary>Counts a new session that has not logged in; false when a limit is reached, and nothing is counted.</summary>
    public bool TryEnter(IPAddress address)
    {
        SessionOptions limits = options.Value;
        lock (sync)
        {
            int here = byAddress.GetValueOrDefault(address);
            if (sessions >= limits.MaxSessions
                || unauthenticated >= limits.MaxUnauthenticated
                || here >= limits.MaxUnauthenticatedPerAddress)
                return false;
            sessions++;
            unauthenticated++;
            byAddress[address] = here + 1;
            return true;
        }
    }

    /// <summary>The session has logged in.</summary>
    public void Authenticated(IPAddress address)
    {
        lock (sync)
            LeaveLogin(address);
    }

    /// <summary>The session has ended.</summary>
    public void Leave(IPAddress address, bool authenticated)
    {
        lock (sync)
        {
            sessions--;
            if (!authenticated)
                LeaveLogin(address);
        }
    }

    private void LeaveLogin(IPAddress address)
    {
        unauthenticated--;
        int here = byAddress[address] - 1;
        if (here == 0)
            byAddress.Remove(address);
        else
            byAddress[address] = here;
    }
}
