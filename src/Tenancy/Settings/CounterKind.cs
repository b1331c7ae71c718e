namespace SceNettyProxy.Tenancy.Settings;

/// <summary>Where the sessions of databases are counted.</summary>
public enum CounterKind
{
    /// <summary>In the proxy, for itself alone.</summary>
    Local,

    /// <summary>On memcached servers, for all proxies that name the same ones.</summary>
    Memcached,
}
