using System.Collections.Immutable;
using SceNettyProxy.Handlers.Frontend.Results;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.PrivateSql.Statements;

/// <summary>SCE POOL STATUS: how many sessions each database has, in all proxies that count together.</summary>
internal sealed class PoolStatusStatement : PrivateStatement
{
    public override string Words => "POOL STATUS";

    public override string Summary => "sessions per database, as its limit counts them";

    public override ImmutableArray<ResultColumn> Columns { get; } =
        [ResultColumn.Text("database"), ResultColumn.Number("connections")];

    public override SceError? Run(PrivateCall call)
    {
        ValueTask<IReadOnlyDictionary<string, long>> counting =
            call.Services.ConnectionCounters.CountAsync([.. call.Tenants.Select(static tenant => tenant.Name)]);
        if (counting.IsCompletedSuccessfully)
            Fill(call, counting.Result);
        else
            call.Pending = FillAsync(call, counting);
        return null;
    }

    private static async Task<SceError?> FillAsync(PrivateCall call, ValueTask<IReadOnlyDictionary<string, long>> counting)
    {
        Fill(call, await counting.ConfigureAwait(false));
        return null;
    }

    private static void Fill(PrivateCall call, IReadOnlyDictionary<string, long> counts)
    {
        foreach ((string database, long count) in counts.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
            call.Result.Add(database, count);
    }
}
