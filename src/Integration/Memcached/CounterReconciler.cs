using Microsoft.Extensions.Logging;
using SceNettyProxy.Codecs.Memcached;

namespace SceNettyProxy.Integration.Memcached;

/// <summary>
/// Compares totals with the sums of the shares, and sets them right. Several may do so at a time: a total is written only if
/// nobody has changed it since it was read. Any thread.
/// </summary>
/// <param name="prefix">See <see cref="Tenancy.Settings.CountersOptions.Prefix"/>.</param>
public sealed class CounterReconciler(MemcachedClient client, string prefix, ILogger logger)
{
    private const int Attempts = 3;

    private readonly CounterKeys keys = new(prefix);
    private readonly ProxyList proxies = new(client, new CounterKeys(prefix));

    /// <summary>What the servers count, in the order of the names; databases that no server knows are left out.</summary>
    /// <exception cref="MemcachedException">A server has not answered, or there is none.</exception>
    public async Task<IReadOnlyList<CounterState>> ReadAsync(IEnumerable<string> databases)
    {
        List<CounterState> all = [];
        foreach ((MemcachedServer server, string[] names) in ByServer(databases))
            all.AddRange(await ReadAsync(server, names).ConfigureAwait(false));
        return [.. all.OrderBy(static state => state.Database, StringComparer.Ordinal)];
    }

    /// <summary>Sets every total to the sum of its shares.</summary>
    /// <param name="databases">Their names.</param>
    /// <param name="mayWrite">Asked before each write: false ends it.</param>
    /// <returns>What was set right, as it was before.</returns>
    /// <exception cref="MemcachedException">A server has not answered, or there is none.</exception>
    public async Task<IReadOnlyList<CounterState>> ReconcileAsync(IEnumerable<string> databases, Func<bool> mayWrite)
    {
        List<CounterState> corrected = [];
        foreach ((MemcachedServer server, string[] names) in ByServer(databases))
        {
            foreach (CounterState state in await ReadAsync(server, names).ConfigureAwait(false))
            {
                if (state.Total != state.Sum && await CorrectAsync(server, state, mayWrite).ConfigureAwait(false) is { } right)
                    corrected.Add(right);
            }

            if (mayWrite())
                await proxies.PruneAsync(server).ConfigureAwait(false);
        }

        return corrected;
    }

    private IEnumerable<(MemcachedServer Server, string[] Databases)> ByServer(IEnumerable<string> databases) => databases
        .GroupBy(database => client.ServerOf(keys.Total(database)) ?? throw new MemcachedException("no server answers"))
        .Select(static group => (group.Key, group.ToArray()));

    private async Task<IReadOnlyList<CounterState>> ReadAsync(MemcachedServer server, IReadOnlyCollection<string> databases)
    {
        (string[] names, _) = await proxies.ReadAsync(server).ConfigureAwait(false);
        Dictionary<string, MemcachedItem> totals = await client.ReadAsync(server, databases.Select(keys.Total)).ConfigureAwait(false);
        // Most databases have no session at most times: their shares are not worth the question. A proxy that has some keeps
        // the total above 0 by itself.
        string[] counted = [.. databases.Where(database => totals.TryGetValue(keys.Total(database), out MemcachedItem? total) && total.Number != 0)];
        Dictionary<string, MemcachedItem> shares = await client.ReadAsync(
            server, counted.SelectMany(database => names.Select(proxy => keys.Share(proxy, database)))).ConfigureAwait(false);
        return
        [
            .. databases.Where(database => totals.ContainsKey(keys.Total(database))).Select(database =>
            {
                MemcachedItem total = totals[keys.Total(database)];
                return new CounterState(
                    database,
                    total.Number,
                    [
                        .. names
                            .Select(proxy => new CounterShare(proxy, shares.GetValueOrDefault(keys.Share(proxy, database))?.Number ?? 0))
                            .Where(static share => share.Count > 0),
                    ])
                { Cas = total.Cas };
            }),
        ];
    }

    /// <summary>
    /// Total and share of a proxy change one behind the other, so a difference counts only if it is the same a round trip later
    /// with the total untouched.
    /// </summary>
    private async Task<CounterState?> CorrectAsync(MemcachedServer server, CounterState first, Func<bool> mayWrite)
    {
        CounterState before = first;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            IReadOnlyList<CounterState> again = await ReadAsync(server, [first.Database]).ConfigureAwait(false);
            if (again is not [{ } now] || now.Total == now.Sum)
                return null;
            bool isSame = now.Cas == before.Cas && now.Sum == before.Sum;
            before = now;
            if (!isSame)
                continue;
            if (!mayWrite())
                return null;
            IReadOnlyList<MemcachedReply> replies = await client.SendAsync(
                server,
                client.Home,
                MemcachedRequest.CompareAndSet(keys.Total(now.Database), $"{now.Sum}", 0, now.Cas)).ConfigureAwait(false);
            if (replies[0].Kind == MemcachedReplyKind.Stored)
            {
                MemcachedLog.Corrected(logger, now.Database, now.Total ?? -1, now.Sum);
                return now;
            }
        }

        return null;
    }
}
