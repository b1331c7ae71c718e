using System.Collections.Concurrent;
using SceNettyProxy.Codecs.Memcached;

namespace SceNettyProxy.Integration.Memcached;

/// <summary>
/// Which proxies have shares on a server: each enters itself before its first one, so that whoever adds up shares knows
/// whose. Any thread.
/// </summary>
/// <param name="self">This proxy's name, which no other and no earlier run of it has.</param>
/// <param name="lease">Seconds that a share lives without its proxy.</param>
internal sealed class ProxyDirectory(MemcachedClient client, CounterKeys keys, string self, int lease)
{
    private const int Attempts = 5;

    /// <summary>A name outlives the shares that are looked for by it.</summary>
    private const int LeasesAlive = 2;

    private readonly ConcurrentDictionary<MemcachedServer, Task> entries = new();
    private readonly ConcurrentDictionary<MemcachedServer, int> alive = new();

    /// <summary>Proxies as last heard, this one included.</summary>
    public int Known => alive.Values.Append(1).Max();

    /// <summary>This proxy stands in the directory of that server.</summary>
    /// <exception cref="MemcachedException">The server has not answered.</exception>
    public Task EnsureAsync(MemcachedServer server) =>
        entries.AddOrUpdate(server, EnterAsync, (_, entry) => entry.IsFaulted ? EnterAsync(server) : entry);

    /// <summary>The same again: the server may have lost it, and the lease runs.</summary>
    public Task RenewAsync(MemcachedServer server) =>
        entries.AddOrUpdate(server, EnterAsync, (_, entry) => entry.IsCompleted ? EnterAsync(server) : entry);

    /// <summary>The names in the directory of a server, of proxies that live and of some that do not.</summary>
    public async Task<string[]> NamesAsync(MemcachedServer server)
    {
        Dictionary<string, MemcachedItem> found = await client.ReadAsync(server, [keys.Proxies]).ConfigureAwait(false);
        return NamesOf(found.GetValueOrDefault(keys.Proxies));
    }

    /// <summary>Takes the names of dead proxies out.</summary>
    public async Task PruneAsync(MemcachedServer server)
    {
        Dictionary<string, MemcachedItem> found = await client.ReadAsync(server, [keys.Proxies]).ConfigureAwait(false);
        if (found.GetValueOrDefault(keys.Proxies) is not { } item)
            return;
        string[] names = NamesOf(item);
        string[] living = await AliveAsync(server, names).ConfigureAwait(false);
        // Lost against another change, it is done next time.
        if (living.Length < names.Length)
            await client.SendAsync(server, client.Home, MemcachedRequest.CompareAndSet(keys.Proxies, Join(living), 0, item.Cas)).ConfigureAwait(false);
    }

    /// <summary>This proxy goes.</summary>
    public async Task LeaveAsync()
    {
        foreach (MemcachedServer server in entries.Keys.Where(static server => !server.IsOut))
            await client.SendAsync(server, client.Home, MemcachedRequest.Delete(keys.Alive(self))).ConfigureAwait(false);
    }

    private static string[] NamesOf(MemcachedItem? item) =>
        item?.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string Join(IEnumerable<string> names) => string.Join(' ', names);

    private async Task EnterAsync(MemcachedServer server)
    {
        await client.SendAsync(server, client.Home, MemcachedRequest.Set(keys.Alive(self), "1", lease * LeasesAlive)).ConfigureAwait(false);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            Dictionary<string, MemcachedItem> found = await client.ReadAsync(server, [keys.Proxies]).ConfigureAwait(false);
            MemcachedItem? item = found.GetValueOrDefault(keys.Proxies);
            string[] names = NamesOf(item);
            if (names.Contains(self))
            {
                alive[server] = (await AliveAsync(server, names).ConfigureAwait(false)).Length;
                return;
            }

            string text = Join([.. names, self]);
            await client.SendAsync(
                server,
                client.Home,
                item is null ? MemcachedRequest.Add(keys.Proxies, text, 0) : MemcachedRequest.CompareAndSet(keys.Proxies, text, 0, item.Cas)).ConfigureAwait(false);
        }

        throw new MemcachedException("the list of proxies changes all the time");
    }

    private async Task<string[]> AliveAsync(MemcachedServer server, string[] names)
    {
        Dictionary<string, MemcachedItem> found = await client.ReadAsync(server, names.Select(keys.Alive)).ConfigureAwait(false);
        return [.. names.Where(name => found.ContainsKey(keys.Alive(name)))];
    }
}
