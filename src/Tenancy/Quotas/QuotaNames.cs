namespace SceNettyProxy.Tenancy.Quotas;

/// <summary>The names of quotas as types in databases.json have them.</summary>
public static class QuotaNames
{
    public const string Connections = "maxconn";

    public static string Of(QuotaKind kind) => kind switch
    {
        QuotaKind.Disk => "disk",
        QuotaKind.TableSize => "tablesize",
        QuotaKind.TableRows => "tablerows",
        QuotaKind.TableNums => "tablenums",
        QuotaKind.Network => "network",
        QuotaKind.SlowQueries => "slowquery_times",
        _ => "cputime",
    };
}
