namespace SceNettyProxy.Tenancy.Settings;

/// <summary>The MySQL table that minutes are written to: <c>statistics.database</c> in proxy.json. Restart.</summary>
public sealed record StatisticsDatabaseOptions
{
    public const int MaxNameLength = 64;
    public const double MinTimeoutSeconds = 1;
    public const double MaxTimeoutSeconds = 3600;

    /// <summary>A host name or an IP address; empty for no such table.</summary>
    public string Host { get; init; } = "";

    public int Port { get; init; } = 3306;

    public string User { get; init; } = "";

    /// <summary>In plain text. Never in a log: <see cref="ToString"/> leaves it out.</summary>
    public string Password { get; init; } = "";

    /// <summary>The schema of the table; exists.</summary>
    public string Schema { get; init; } = "";

    /// <summary>Made where it is missing.</summary>
    public string Table { get; init; } = "t_db_proxy_stat";

    /// <summary>The name of this proxy in the rows; empty for the address and port of its first listener.</summary>
    public string Proxy { get; init; } = "";

    public ServerTlsMode Tls { get; init; } = ServerTlsMode.Preferred;

    /// <summary>The CAs that count in place of the system's: the path of a PEM file; empty for none.</summary>
    public string TlsCa { get; init; } = "";

    /// <summary>For connecting, and for each statement.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    public override string ToString() => $"{Host}:{Port}/{Schema}.{Table}";
}
