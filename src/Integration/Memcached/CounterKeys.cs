using SceNettyProxy.Codecs.Memcached;

namespace SceNettyProxy.Integration.Memcached;

/// <summary>
/// The keys of the shared counters. All of a database are on the server of its total, so that they are lost together or not
/// at all. Immutable.
/// </summary>
/// <remarks>
/// <code>
/// dbproxy_shop                            sessions of shop in all proxies; for ever
/// .dbproxy_share_10.0.0.1:61050-1f2e3d4c_shop   those of one proxy; lives as long as a lease
/// .dbproxy_alive_10.0.0.1:61050-1f2e3d4c        that proxy runs; lives as long as two leases
/// .dbproxy_proxies                        names of proxies, with spaces between them; for ever, on each server
/// </code>
/// The dot keeps what is not a total apart from any database's name.
/// </remarks>
internal sealed class CounterKeys(string prefix)
{
    public string Proxies { get; } = $".{prefix}proxies";

    public string Total(string database) => MemcachedKey.Of(prefix, database);

    public string Share(string proxy, string database) => MemcachedKey.Of($".{prefix}share_{proxy}_", database);

    public string Alive(string proxy) => $".{prefix}alive_{proxy}";
}
