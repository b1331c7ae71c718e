using SceNettyProxy.Codecs.Memcached;

namespace SceNettyProxy.Integration.Memcached;

/// <summary>The names of proxies that a server keeps, whoever asks. Immutable, any thread.</summary>
internal sealed class ProxyList(MemcachedClient client, CounterKeys keys)
{
    /// <summary>The names on a server, of proxies that live and of some that do not.</summary>
    /// <returns>They, and the item that they stand in; null where there is none.</returns>
    /// <exception cref="MemcachedException">The server has not answered.</exception>
    public async Task<(string[] Names, MemcachedItem? Item)> ReadAsync(MemcachedServer server)
    {
        Dictionary<string, MemcachedItem> found = await client.ReadAsync(server, [keys.Proxies]).ConfigureAwait(false);
        MemcachedItem? item = found.GetValueOrDefault(keys.Proxies);
        return (item?.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [], item);
    }

    /// <summary>Writes the names, unless somebody else has done so since they were read: that shows when they are read again.</summary>
    /// <param name="item">What was read.</param>
    /// <exception cref="MemcachedException">The server has not answered.</exception>
    public Task WriteAsync(MemcachedServer server, IEnumerable<string> names, MemcachedItem? item)
    {
        string text = string.Join(' ', names);
        return client.SendAsync(
            server,
            client.Home,
            item is null ? MemcachedRequest.Add(keys.Proxies, text, 0) : MemcachedRequest.CompareAndSet(keys.Proxies, text, 0, item.Cas));
    }

    /// <summary>Those of the names whose proxies live.</summary>
    /// <exception cref="MemcachedException">The server has not answered.</exception>
    public async Task<string[]> LivingAsync(MemcachedServer server, string[] names)
    {
        Dictionary<string, MemcachedItem> found = await client.ReadAsync(server, names.Select(keys.Alive)).ConfigureAwait(false);
        return [.. names.Where(name => found.ContainsKey(keys.Alive(name)))];
    }

    /// <summary>Takes the names of dead proxies out.</summary>
    /// <exception cref="MemcachedException">The server has not answered.</exception>
    public async Task PruneAsync(MemcachedServer server)
    {
        (string[] names, MemcachedItem? item) = await ReadAsync(server).ConfigureAwait(false);
        string[] living = await LivingAsync(server, names).ConfigureAwait(false);
        // Lost against another change, it is done next time.
        if (living.Length < names.Length)
            await WriteAsync(server, living, item).ConfigureAwait(false);
    }
}
