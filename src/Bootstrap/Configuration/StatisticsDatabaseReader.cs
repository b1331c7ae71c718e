using System.Net;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>Reads <c>statistics.database</c>.</summary>
internal static class StatisticsDatabaseReader
{
    /// <summary>What the names of the table's companion and of MySQL leave.</summary>
    private const int MaxTableLength = 50;

    /// <param name="keyFile">The key of encrypted passwords, an absolute path; empty for none.</param>
    public static StatisticsDatabaseOptions Read(SectionReader reader, string keyFile)
    {
        StatisticsDatabaseOptions defaults = new();
        StatisticsDatabaseOptions options = new()
        {
            Host = reader.Text("host", defaults.Host, allowEmpty: true),
            Port = reader.Whole("port", defaults.Port, 1, IPEndPoint.MaxPort),
            User = reader.Text("user", defaults.User, allowEmpty: true),
            Password = reader.Secret("password", keyFile),
            Schema = reader.Text("schema", defaults.Schema, allowEmpty: true),
            Table = reader.Text("table", defaults.Table),
            Proxy = reader.Text("proxy", defaults.Proxy, allowEmpty: true),
            Tls = reader.Choice("tls", defaults.Tls),
            TlsCa = reader.FilePath("tlsCa", defaults.TlsCa),
            Timeout = reader.Seconds(
                "timeout", defaults.Timeout, StatisticsDatabaseOptions.MinTimeoutSeconds, StatisticsDatabaseOptions.MaxTimeoutSeconds),
        };
        reader.Finish();
        if (options.Table.Length > MaxTableLength)
            reader.Fail("table", $"must have at most {MaxTableLength} characters");
        if (options.Proxy.Length > StatisticsDatabaseOptions.MaxNameLength || options.Proxy.Any(static c => c is <= ' ' or > '~'))
            reader.Fail("proxy", $"must have at most {StatisticsDatabaseOptions.MaxNameLength} characters of ASCII, no white space");
        if (options.Host.Length == 0)
            return options;
        if (options.User.Length == 0)
            reader.Fail("user", "must not be empty where there is a host");
        if (options.Schema.Length == 0)
            reader.Fail("schema", "must not be empty where there is a host");
        return options;
    }

    /// <summary>The rows must say whose they are.</summary>
    public static void Check(SectionReader reader, StatisticsDatabaseOptions options, ListenerOptions first)
    {
        if (options.Host.Length > 0 && options.Proxy.Length == 0 && (AdvertisedName.AddressOf(first) is null || first.Port == 0))
            reader.Fail("proxy", "must be given where the first listener has no address and port of its own");
    }
}
