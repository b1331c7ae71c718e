using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Cancellation;

/// <summary>Passes a KILL on to the other proxies. Any thread; the tasks complete on any thread and never fail.</summary>
public interface IPeerKills
{
    /// <summary>Passes it on to the proxy with that node number.</summary>
    /// <returns>What the killer is told: null for OK; 1094 where no such proxy is known.</returns>
    Task<SceError?> KillAsync(int node, KillOrder order);

    /// <summary>Passes it on to all others.</summary>
    /// <returns>Null for OK, else what the first of them that could not do it has said.</returns>
    Task<SceError?> KillEverywhereAsync(KillOrder order);
}
