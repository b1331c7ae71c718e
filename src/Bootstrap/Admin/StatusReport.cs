using System.Diagnostics;
using SceNettyProxy.Handlers.Diagnostics;
using SceNettyProxy.Tenancy.Cluster;

namespace SceNettyProxy.Bootstrap.Admin;

/// <summary>Makes the status of this proxy. Any thread; no event loop is waited for.</summary>
internal sealed class StatusReport(Func<GatewaySummary> summarize, IMembership membership)
{
    private static readonly DateTimeOffset Started = Process.GetCurrentProcess().StartTime.ToUniversalTime();

    public ProxyStatus Make()
    {
        GatewaySummary summary = summarize();
        ILookup<string, SessionSummary> sessions = summary.Sessions
            .Where(static session => session.Database is not null)
            .ToLookup(static session => session.Database!, StringComparer.Ordinal);
        ILookup<string, PoolSummary> pools = summary.Pools.ToLookup(static pool => pool.Database, StringComparer.Ordinal);
        IEnumerable<string> names = sessions.Select(static group => group.Key)
            .Union(pools.Where(static group => group.Any(static pool => pool.Open + pool.Waiting > 0)).Select(static group => group.Key))
            .Order(StringComparer.Ordinal);
        return new ProxyStatus
        {
            Name = membership.Self.Name,
            Node = membership.Self.Node,
            IsMaster = membership.IsMaster,
            Version = typeof(StatusReport).Assembly.GetName().Version?.ToString(fieldCount: 3),
            Started = Started,
            Sessions = summary.Sessions.Count,
            Databases =
            [
                .. names.Select(name => new DatabaseStatus(
                    name,
                    sessions[name].Count(),
                    sessions[name].Count(static session => session.State == "busy"),
                    pools[name].Sum(static pool => pool.Open),
                    pools[name].Sum(static pool => pool.Idle),
                    pools[name].Sum(static pool => pool.Waiting))),
            ],
            Members = membership.Members,
        };
    }
}
