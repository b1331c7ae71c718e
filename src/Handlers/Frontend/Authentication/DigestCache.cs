using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Handlers.Frontend.Authentication;

/// <summary>
/// SHA256(SHA256(password)) of users of whom only a slow hash is known, kept from their first full authentication: the fast
/// path of caching_sha2_password. It counts as long as the user's hashes are the same, and goes with the tenant. Any thread.
/// </summary>
internal sealed class DigestCache
{
    private readonly ConditionalWeakTable<Tenant, ConcurrentDictionary<string, Entry>> tenants = [];

    /// <summary>The digest, 32 bytes, or null.</summary>
    public byte[]? Find(Tenant tenant, UserDefinition user) =>
        tenants.TryGetValue(tenant, out ConcurrentDictionary<string, Entry>? users)
        && users.TryGetValue(user.Name, out Entry? entry)
        && entry.Hashes == user.Hashes
            ? entry.Digest
            : null;

    /// <summary>Keeps a digest that a full authentication has proven right.</summary>
    public void Keep(Tenant tenant, UserDefinition user, byte[] digest) =>
        tenants.GetOrCreateValue(tenant)[user.Name] = new Entry(user.Hashes, digest);

    private sealed record Entry(EquatableArray<PasswordHash> Hashes, byte[] Digest);
}
