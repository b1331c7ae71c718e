namespace SceNettyProxy.Integration.Memcached;

/// <summary>What one proxy has counted of a database.</summary>
/// <param name="Proxy">Its name, and behind a dash what tells this run of it from others.</param>
/// <param name="Count">Sessions.</param>
public readonly record struct CounterShare(string Proxy, long Count);
