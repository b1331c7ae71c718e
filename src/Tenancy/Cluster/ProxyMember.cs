namespace SceNettyProxy.Tenancy.Cluster;

/// <summary>One running proxy among those that share a configuration.</summary>
/// <param name="Name"><c>address:port</c> of its first listener: what the others know it by.</param>
/// <param name="AdminAddress"><c>host:port</c> of its admin listener; null where it has none.</param>
/// <param name="Node">Its number in connection ids, 0 to 1023; null where it is not told.</param>
public sealed record ProxyMember(string Name, string? AdminAddress, int? Node);
