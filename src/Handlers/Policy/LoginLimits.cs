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
        lock (sync)
            return HasRoom(address) && TryEnterUnnamed() && TryName(address);
    }

    /// <summary>The same for a session whose address is not known yet; the limit per address is left out.</summary>
    public bool TryEnterUnnamed()
    {
        SessionOptions limits = options.Value;
        lock (sync)
        {
            if (sessions >= limits.MaxSessions || unauthenticated >= limits.MaxUnauthenticated)
                return false;
            sessions++;
            unauthenticated++;
            return true;
        }
    }

    /// <summary>The address of such a session is known now; false when its limit is reached.</summary>
    public bool TryName(IPAddress address)
    {
        lock (sync)
        {
            if (!HasRoom(address))
                return false;
            byAddress[address] = byAddress.GetValueOrDefault(address) + 1;
            return true;
        }
    }

    /// <summary>The session has logged in.</summary>
    /// <param name="address">The one that it was counted for; null for none.</param>
    public void Authenticated(IPAddress? address)
    {
        lock (sync)
            LeaveLogin(address);
    }

    /// <summary>The session has ended.</summary>
    /// <param name="address">The one that it was counted for; null for none.</param>
    /// <param name="authenticated">It had logged in.</param>
    public void Leave(IPAddress? address, bool authenticated)
    {
        lock (sync)
        {
            sessions--;
            if (!authenticated)
                LeaveLogin(address);
        }
    }

    private bool HasRoom(IPAddress address) =>
        byAddress.GetValueOrDefault(address) < options.Value.MaxUnauthenticatedPerAddress;

    private void LeaveLogin(IPAddress? address)
    {
        unauthenticated--;
        if (address is null)
            return;
        int here = byAddress[address] - 1;
        if (here == 0)
            byAddress.Remove(address);
        else
            byAddress[address] = here;
    }
}
