namespace SceNettyProxy.Tenancy.Quotas;

/// <summary>What a monitor measures against the quotas of a type. Sessions are none of these: their limit is looked at by each
/// login.</summary>
public enum QuotaKind
{
    /// <summary>Bytes of all tables.</summary>
    Disk,

    /// <summary>Bytes of one table.</summary>
    TableSize,

    /// <summary>Rows of one table.</summary>
    TableRows,

    /// <summary>Tables.</summary>
    TableNums,

    /// <summary>Bytes from and to clients in the running month.</summary>
    Network,

    /// <summary>Commands that took long, within the window.</summary>
    SlowQueries,

    /// <summary>Processor time of the account on the server, within the window.</summary>
    CpuTime,
}
