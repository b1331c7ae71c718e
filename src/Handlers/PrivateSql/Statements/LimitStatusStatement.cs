using System.Collections.Immutable;
using SceNettyProxy.Handlers.Frontend.Results;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Limits;
using SceNettyProxy.Tenancy.Rates;
using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Handlers.PrivateSql.Statements;

/// <summary>SCE LIMIT STATUS: every limit with what is used of it.</summary>
internal sealed class LimitStatusStatement : PrivateStatement
{
    public override string Words => "LIMIT STATUS";

    public override string Summary => "limits and what is used of them; no limit is NULL";

    public override ImmutableArray<ResultColumn> Columns { get; } =
    [
        ResultColumn.Text("database"), ResultColumn.Text("of"), ResultColumn.Text("limit_name"), ResultColumn.Number("used"),
        ResultColumn.Number("most"),
    ];

    public override SceError? Run(PrivateCall call)
    {
        foreach (Tenant tenant in call.Tenants)
        {
            if (tenant.Current is not { } definition)
                continue;
            call.Result.Add(
                tenant.Name,
                null,
                "connections",
                (long)call.Services.ConnectionLimits.Count(tenant.Name),
                ConnectionClaim.LimitOf(definition, call.Services.Registry.Snapshot.Types.GetValueOrDefault(definition.Type)));
            AddRates(call, tenant, definition.Limits);
            foreach (UserDefinition user in definition.Users)
            {
                call.Result.Add(
                    tenant.Name,
                    user.Name,
                    "connections",
                    (long)call.Services.ConnectionLimits.Count(tenant.Name, user.Name),
                    (long?)user.Limits.Connections);
            }
        }

        return null;
    }

    private static void AddRates(PrivateCall call, Tenant tenant, LimitsDefinition limits)
    {
        TenantRates rates = tenant.Rates;
        AddRate(call, tenant, "statements", rates.Statements, limits.Statements);
        AddRate(call, tenant, "bytesIn", rates.BytesIn, limits.BytesIn);
        AddRate(call, tenant, "bytesOut", rates.BytesOut, limits.BytesOut);
        call.Result.Add(
            tenant.Name,
            null,
            "concurrentStatements",
            limits.ConcurrentStatements is null ? null : (long)rates.Running.Running,
            (long?)limits.ConcurrentStatements);
    }

    private static void AddRate(PrivateCall call, Tenant tenant, string name, RateBucket bucket, RateLimit? limit) => call.Result.Add(
        tenant.Name,
        null,
        name,
        limit is { } rate ? rate.Burst - bucket.Available(call.Services.RateClock.Now, rate) : null,
        limit?.Burst);
}
