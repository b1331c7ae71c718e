using System.Collections.Immutable;
using SceNettyProxy.Handlers.Frontend.Results;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Handlers.PrivateSql.Statements;

/// <summary>SCE USAGE STATUS: what databases have used in the running minute and since the start of the proxy.</summary>
internal sealed class UsageStatusStatement : PrivateStatement
{
    public override string Words => "USAGE STATUS";

    public override string Summary => "what was used in the running minute, and since the proxy was started";

    public override ImmutableArray<ResultColumn> Columns { get; } =
    [
        ResultColumn.Text("database"), ResultColumn.Text("period"), ResultColumn.Number("requests"),
        ResultColumn.Number("statements"), ResultColumn.Number("bytes_in"), ResultColumn.Number("bytes_out"),
        ResultColumn.Number("rows"), ResultColumn.Number("errors"), ResultColumn.Number("refusals"),
        ResultColumn.Number("connections"), ResultColumn.Number("peak_connections"), ResultColumn.Number("backends"),
        ResultColumn.Number("peak_backends"), ResultColumn.Number("latency_p50_us"), ResultColumn.Number("latency_p95_us"),
        ResultColumn.Number("latency_p99_us"),
    ];

    public override SceError? Run(PrivateCall call)
    {
        foreach (Tenant tenant in call.Tenants)
        {
            if (call.Services.UsageView.Find(tenant.Name) is not { } usage)
                continue;
            Add(call, usage, "minute", usage.RunningMinute, usage.PeakConnections, usage.PeakBackends);
            Add(call, usage, "start", usage.SinceStart, usage.PeakConnectionsSinceStart, usage.PeakBackendsSinceStart);
        }

        return null;
    }

    private static void Add(
        PrivateCall call, UsageSnapshot usage, string period, UsageTotals used, long peakConnections, long peakBackends) =>
        call.Result.Add(
            usage.Database,
            period,
            used.Requests,
            used.AllStatements,
            used.BytesIn,
            used.BytesOut,
            used.Rows,
            used.Errors,
            used.AllRefusals,
            usage.Connections,
            peakConnections,
            usage.Backends,
            peakBackends,
            LatencyAt(used, 0.5),
            LatencyAt(used, 0.95),
            LatencyAt(used, 0.99));

    /// <summary>Nothing is no latency of 0.</summary>
    private static long? LatencyAt(UsageTotals used, double part) => used.Answered == 0 ? null : used.LatencyAt(part);
}
