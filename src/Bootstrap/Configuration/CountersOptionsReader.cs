using SceNettyProxy.Codecs.Memcached;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>Reads <c>counters</c>.</summary>
internal static class CountersOptionsReader
{
    public static CountersOptions Read(SectionReader reader)
    {
        CountersOptions defaults = new();
        CountersOptions options = new()
        {
            Kind = reader.Choice("kind", defaults.Kind),
            Servers = ReadServers(reader, defaults.Servers),
            Prefix = reader.Text("prefix", defaults.Prefix),
            Timeout = reader.Seconds(
                "timeout", defaults.Timeout, CountersOptions.MinTimeoutSeconds, CountersOptions.MaxTimeoutSeconds),
            Lease = reader.Seconds("lease", defaults.Lease, CountersOptions.MinLeaseSeconds, CountersOptions.MaxLeaseSeconds),
            Retry = reader.Seconds(
                "retry", defaults.Retry, CountersOptions.MinTimeoutSeconds, CountersOptions.MaxTimeoutSeconds),
            Reconcile = reader.Seconds("reconcile", defaults.Reconcile, 0, CountersOptions.MaxReconcileSeconds),
            Proxies = reader.Whole("proxies", defaults.Proxies, 1, CountersOptions.MaxProxies),
        };
        // The proxies' own keys begin with a dot.
        if (!MemcachedKey.IsValid(options.Prefix) || options.Prefix.Length > CountersOptions.MaxPrefix || options.Prefix[0] == '.')
            reader.Fail("prefix", $"must be 1..{CountersOptions.MaxPrefix} characters without spaces, the first no dot");
        reader.Finish();
        return options;
    }

    private static EquatableArray<Endpoint> ReadServers(SectionReader reader, EquatableArray<Endpoint> defaults)
    {
        if (reader.Texts("servers") is not { } texts)
            return defaults;
        List<Endpoint> servers = [];
        for (int i = 0; i < texts.Count; i++)
        {
            if (!Endpoint.TryParse(texts[i], out Endpoint server, out string? error, CountersOptions.DefaultPort))
                reader.Fail($"servers[{i}]", error);
            else if (servers.Contains(server))
                reader.Fail($"servers[{i}]", $"{server} is named twice");
            else
                servers.Add(server);
        }

        if (texts.Count == 0)
            reader.Fail("servers", "must name a server");
        return [.. servers];
    }
}
