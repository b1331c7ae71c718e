using System.Collections.Immutable;
using SceNettyProxy.Handlers.Frontend.Results;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Handlers.PrivateSql.Statements;

/// <summary>SCE POOL STATUS: how many sessions each database has, by the counter that its limit looks at.</summary>
internal sealed class PoolStatusStatement : PrivateStatement
{
    public override string Words => "POOL STATUS";

    public override string Summary => "sessions per database, as its limit counts them";

    public override ImmutableArray<ResultColumn> Columns { get; } =
        [ResultColumn.Text("database"), ResultColumn.Number("connections")];

    public override SceError? Run(PrivateCall call)
    {
        foreach (Tenant tenant in call.Tenants)
            call.Result.Add(tenant.Name, (long)call.Services.ConnectionLimits.Count(tenant.Name));
        return null;
    }
}
