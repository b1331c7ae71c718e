using System.Collections.Immutable;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Frontend.Results;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Handlers.PrivateSql.Statements;

/// <summary>SCE PROXY STATUS: the connections to servers per database.</summary>
internal sealed class ProxyStatusStatement : PrivateStatement
{
    public override string Words => "PROXY STATUS";

    public override string Summary => "connections to servers: held by sessions, idle in the pool, all";

    public override ImmutableArray<ResultColumn> Columns { get; } =
    [
        ResultColumn.Text("database"), ResultColumn.Number("active_conns"), ResultColumn.Number("cached_conns"),
        ResultColumn.Number("all_conns"),
    ];

    public override SceError? Run(PrivateCall call)
    {
        foreach (Tenant tenant in call.Tenants)
        {
            long open = 0;
            long idle = 0;
            foreach (EndpointPool pool in call.Services.Pools.Of(tenant.Name))
            {
                open += pool.OpenCount;
                idle += pool.IdleCount;
            }

            call.Result.Add(tenant.Name, Math.Max(0, open - idle), idle, open);
        }

        return null;
    }
}
