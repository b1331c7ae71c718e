using System.Collections.Immutable;
using System.Globalization;
using SceNettyProxy.Handlers.Frontend.Results;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Learning;
using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Handlers.PrivateSql.Statements;

/// <summary>SCE DIGEST STATUS: every digest that was seen, the most frequent ones first.</summary>
internal sealed class DigestStatusStatement : PrivateStatement
{
    public override string Words => "DIGEST STATUS";

    public override string Summary => "digests of statements, and whether they are known";

    public override ImmutableArray<ResultColumn> Columns { get; } =
    [
        ResultColumn.Text("database"), ResultColumn.Text("digest"), ResultColumn.Number("count"), ResultColumn.Text("first_seen"),
        ResultColumn.Text("last_seen"), ResultColumn.Text("verdict"), ResultColumn.Text("known"), ResultColumn.Text("text"),
    ];

    public override SceError? Run(PrivateCall call)
    {
        foreach (Tenant tenant in call.Tenants)
        {
            if (call.Services.LearnedDigests.Find(tenant.Name) is not { } digests)
                continue;
            foreach (LearnedDigest entry in digests.All.OrderByDescending(static entry => entry.Count)
                .ThenBy(static entry => entry.Text, StringComparer.Ordinal))
            {
                call.Result.Add(
                    tenant.Name,
                    entry.Digest.ToString("x16", CultureInfo.InvariantCulture),
                    entry.Count,
                    Moment(entry.FirstSeen),
                    Moment(entry.LastSeen),
                    entry.Verdict,
                    YesNo.Of(entry.IsKnown),
                    entry.Text);
            }

            AddRest(call, tenant, digests.Overflow, "no room for more digests");
            AddRest(call, tenant, digests.Undigested, "texts without a digest");
        }

        return null;
    }

    private static void AddRest(PrivateCall call, Tenant tenant, long count, string what)
    {
        if (count > 0)
            call.Result.Add(tenant.Name, null, count, null, null, null, "no", what);
    }

    private static string Moment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
        .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
