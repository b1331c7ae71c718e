using System.Collections.Immutable;
using System.Globalization;
using SceNettyProxy.Handlers.Frontend.Results;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Limits;
using SceNettyProxy.Tenancy.Quotas;
using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Handlers.PrivateSql.Statements;

/// <summary>SCE QUOTA STATUS: every quota with what is used of it.</summary>
internal sealed class QuotaStatusStatement : PrivateStatement
{
    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss";

    public override string Words => "QUOTA STATUS";

    public override string Summary => "quotas and what is used of them; what is not measured is NULL";

    public override ImmutableArray<ResultColumn> Columns { get; } =
    [
        ResultColumn.Text("database"), ResultColumn.Text("type"), ResultColumn.Text("quota"), ResultColumn.Number("used"),
        ResultColumn.Number("most"), ResultColumn.Text("measured_at"), ResultColumn.Text("note"),
    ];

    public override SceError? Run(PrivateCall call)
    {
        foreach (Tenant tenant in call.Tenants)
        {
            if (tenant.Current is not { } definition
                || call.Services.Registry.Snapshot.Types.GetValueOrDefault(definition.Type) is not { } type)
                continue;
            void Add(string quota, long? used, long? most, DateTimeOffset? at, string? note) => call.Result.Add(
                tenant.Name, type.Name, quota, used, most, at?.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture), note);

            Add(
                QuotaNames.Connections,
                call.Services.ConnectionLimits.Count(tenant.Name),
                ConnectionClaim.LimitOf(definition, type),
                call.Services.Time.GetUtcNow(),
                null);
            foreach (QuotaStatus status in call.Services.Quotas.Of(tenant.Name))
            {
                string? note = status switch
                {
                    { Used: null } => "not measured",
                    { IsEstimate: true } => "estimate",
                    _ => null,
                };
                Add(QuotaNames.Of(status.Kind), status.Used, QuotaRules.Most(type, status.Kind), status.MeasuredAt, note);
            }
        }

        return null;
    }
}
