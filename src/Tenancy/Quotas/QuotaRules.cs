using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Tenancy.Quotas;

/// <summary>
/// Which excess forbids what.
/// <code>
/// disk, tablenums           INSERT, UPDATE, CREATE in the database
/// tablesize, tablerows      INSERT, UPDATE, CREATE on the table
/// network                   ALL
/// slowquery_times, cputime  ALL: reads are what makes most of that load
/// </code>
/// What frees storage (DELETE, DROP, TRUNCATE) always passes. REPLACE, LOAD DATA and CREATE TABLE … SELECT are INSERT too, see
/// <see cref="SqlOperations"/>.
/// </summary>
public static class QuotaRules
{
    /// <summary>How the reasons of these forbids begin, which tells them from those that people set.</summary>
    public const string ReasonPrefix = "quota: ";

    private static readonly ForbidVerbs Growth = ForbidVerbs.From(["INSERT", "UPDATE", "CREATE"]);
    private static readonly QuotaKind[] OfStorage = [QuotaKind.Disk, QuotaKind.TableNums];
    private static readonly QuotaKind[] OfLoad = [QuotaKind.Network, QuotaKind.SlowQueries, QuotaKind.CpuTime];

    /// <summary>How much a type grants, in the unit of <see cref="QuotaMeasurement.Used"/>.</summary>
    public static long Most(TypeDefinition type, QuotaKind kind) => kind switch
    {
        QuotaKind.Disk => type.Disk,
        QuotaKind.TableSize => type.TableSize,
        QuotaKind.TableRows => type.TableRows,
        QuotaKind.TableNums => type.Tables,
        QuotaKind.Network => type.Network,
        QuotaKind.SlowQueries => type.SlowQueries,
        _ => (long)type.CpuTime.TotalSeconds,
    };

    /// <summary>What has to be forbidden; nothing to a database of the type <see cref="TypeDefinition.Internal"/>.</summary>
    /// <param name="duration">How long each forbid lasts.</param>
    /// <param name="window">What slow queries and processor time were measured over, for the reasons.</param>
    public static IReadOnlyList<ForbidDefinition> ForbidsFor(
        TypeDefinition type, QuotaMeasurement measurement, TimeSpan duration, TimeSpan window)
    {
        List<ForbidDefinition> forbids = [];
        if (type.Name == TypeDefinition.Internal)
            return forbids;
        AddDatabase(OfStorage, Growth);
        AddDatabase(OfLoad, ForbidVerbs.All);
        foreach (TableMeasurement table in measurement.Tables ?? [])
        {
            List<string> reasons = [];
            if (table.Bytes > type.TableSize)
                reasons.Add(ReasonOf(type, QuotaKind.TableSize, window));
            if (table.Rows > type.TableRows)
                reasons.Add(ReasonOf(type, QuotaKind.TableRows, window));
            if (reasons.Count > 0)
            {
                forbids.Add(Forbid(reasons) with
                {
                    Object = ForbidObject.Table,
                    Tables = [new TableForbid(table.Name, Growth)],
                });
            }
        }

        return forbids;

        void AddDatabase(QuotaKind[] kinds, ForbidVerbs verbs)
        {
            string[] reasons =
            [
                .. kinds.Where(kind => measurement.Used(kind) > Most(type, kind)).Select(kind => ReasonOf(type, kind, window)),
            ];
            if (reasons.Length > 0)
                forbids.Add(Forbid(reasons) with { Verbs = verbs });
        }

        ForbidDefinition Forbid(IEnumerable<string> reasons) => new()
        {
            Kind = ForbidKind.Timed,
            Duration = duration.TotalSeconds,
            Reason = ReasonPrefix + string.Join(", ", reasons),
        };
    }

    /// <summary>
    /// Brings the forbids of a database in line with its quotas. A forbid for an excess that lasts is kept as it is until
    /// <paramref name="renewBefore"/> seconds before its end, when a new one takes its place, lest statements slip through between
    /// two runs. One whose excess is gone is dropped; one whose quota was not measured is left to run out. Forbids that people
    /// have set stay, and stand in for one that would forbid the same.
    /// </summary>
    /// <param name="wanted">From <see cref="ForbidsFor"/>.</param>
    /// <param name="now">See <see cref="ForbidDefinition.ClockOf"/>.</param>
    public static ForbidSet Apply(
        ForbidSet current,
        IReadOnlyList<ForbidDefinition> wanted,
        QuotaMeasurement measurement,
        double now,
        double renewBefore)
    {
        List<ForbidDefinition> kept = [];
        foreach (ForbidDefinition forbid in current.Forbids)
        {
            if (forbid.IsOver(now))
                continue;
            if (!IsOfQuota(forbid))
                kept.Add(forbid);
            else if (wanted.Any(other => other.HasScopeOf(forbid) && other.Reason == forbid.Reason)
                ? forbid.Kind == ForbidKind.Permanent || forbid.SecondsLeft(now) > renewBefore
                : IsOfUnknown(forbid, measurement))
                kept.Add(forbid);
        }

        foreach (ForbidDefinition forbid in wanted)
        {
            if (!kept.Exists(other => other.HasScopeOf(forbid)))
                kept.Add(forbid with { Start = now });
        }

        return ForbidSet.From(kept);
    }

    /// <summary>It was set for an excess.</summary>
    public static bool IsOfQuota(ForbidDefinition forbid) => forbid.Reason.StartsWith(ReasonPrefix, StringComparison.Ordinal);

    private static bool IsOfUnknown(ForbidDefinition forbid, QuotaMeasurement measurement) => Enum.GetValues<QuotaKind>().Any(kind =>
        !measurement.Knows(kind) && forbid.Reason.Contains(QuotaNames.Of(kind), StringComparison.Ordinal));

    /// <summary>Without what was measured: the reason stays the same while the excess lasts.</summary>
    private static string ReasonOf(TypeDefinition type, QuotaKind kind, TimeSpan window)
    {
        string unit = kind switch
        {
            QuotaKind.TableRows => "rows",
            QuotaKind.TableNums => "tables",
            QuotaKind.Network => "bytes a month",
            QuotaKind.SlowQueries => FormattableString.Invariant($"slow queries in {window.TotalSeconds} s"),
            QuotaKind.CpuTime => FormattableString.Invariant($"s in {window.TotalSeconds} s"),
            _ => "bytes",
        };
        return FormattableString.Invariant($"{QuotaNames.Of(kind)} of {Most(type, kind)} {unit} exceeded");
    }
}
