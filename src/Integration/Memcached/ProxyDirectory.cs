using System.Collections.Concurrent;
using SceNettyProxy.Codecs.Memcached;

namespace SceNettyProxy.Integration.Memcached;

/// <summary>
/// Which proxies have shares on a server: each enters itself before its first one, so that whoever adds up shares knows
/// whose. Any thread.
/// </summary>
/// <param name="self">This proxy's name, which no other and no earlier run of it has.</param>
/// <param name="lease">Seconds that a share lives without its proxy.</param>
internal sealed class ProxyDirectory(MemcachedClient client, CounterKeys keys, string self, int lease, TimeProvider time)
{
    private const int Attempts = 5;

    /// <summary>A name outlives the shares that are looked for by it.</summary>
    private const int LeasesAlive = 2;

    private readonly ProxyList list = new(client, keys);
    private readonly ConcurrentDictionary<MemcachedServer, Task> entries = new();
    private readonly ConcurrentDictionary<MemcachedServer, Heard> alive = new();

    /// <summary>
    /// Proxies as last heard, this one included. One that is missing counts for another lease: a server that has lost everything hears
    /// of the proxies one by one.
    /// </summary>
    public int Known => alive.Values.Select(static heard => heard.Count).Append(1).Max();

    /// <summary>This proxy stands in the directory of that server.</summary>
    /// <exception cref="MemcachedException">The server has not answered.</exception>
    public Task EnsureAsync(MemcachedServer server) =>
        entries.AddOrUpdate(server, EnterAsync, (_, entry) => entry.IsFaulted ? EnterAsync(server) : entry);

    /// <summary>The same again: the server may have lost it, and the lease runs.</summary>
    public Task RenewAsync(MemcachedServer server) =>
        entries.AddOrUpdate(server, EnterAsync, (_, entry) => entry.IsCompleted ? EnterAsync(server) : entry);

    /// <summary>This proxy goes.</summary>
    public async Task LeaveAsync()
    {
        foreach (MemcachedServer server in entries.Keys.Where(static server => !server.IsOut))
            await client.SendAsync(server, client.Home, MemcachedRequest.Delete(keys.Alive(self))).ConfigureAwait(false);
    }

    private async Task EnterAsync(MemcachedServer server)
    {
        await client.SendAsync(server, client.Home, MemcachedRequest.Set(keys.Alive(self), "1", lease * LeasesAlive)).ConfigureAwait(false);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            (string[] names, MemcachedItem? item) = await list.ReadAsync(server).ConfigureAwait(false);
            if (names.Contains(self))
            {
                Hear(server, (await list.LivingAsync(server, names).ConfigureAwait(false)).Length);
                return;
            }

            await list.WriteAsync(server, [.. names, self], item).ConfigureAwait(false);
        }

        throw new MemcachedException("the list of proxies changes all the time");
    }

    private void Hear(MemcachedServer server, int count)
    {
        Heard now = new(count, time.GetTimestamp());
        alive.AddOrUpdate(
            server, now, (_, before) => count >= before.Count || time.GetElapsedTime(before.At) >= TimeSpan.FromSeconds(lease) ? now : before);
    }

    /// <param name="Count">Proxies that live.</param>
    /// <param name="At">When they were that many for the last time, as <see cref="TimeProvider.GetTimestamp"/>.</param>
    private sealed record Heard(int Count, long At);
}
