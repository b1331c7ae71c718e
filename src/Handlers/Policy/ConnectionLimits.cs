using System.Net;
using SceNettyProxy.Tenancy.Limits;

namespace SceNettyProxy.Handlers.Policy;

/// <summary>
/// How many sessions each database, user and address has on this proxy. Any thread; the lock is taken twice per session.
/// </summary>
internal sealed class ConnectionLimits : IConnectionCounters
{
    private readonly Lock sync = new();
    private readonly Dictionary<Key, int> sessions = [];

    public ValueTask<ConnectionExcess?> EnterAsync(ConnectionClaim claim, ConnectionClaim? instead)
    {
        lock (sync)
        {
            // So that a session meets no limit that it fills itself, and nobody else gets its place meanwhile.
            if (instead is not null)
                Add(instead, -1);
            ConnectionExcess? excess = Excess(claim);
            if (excess is null)
                Add(claim, 1);
            else if (instead is not null)
                Add(instead, 1);
            return ValueTask.FromResult(excess);
        }
    }

    public void Leave(ConnectionClaim claim)
    {
        lock (sync)
            Add(claim, -1);
    }

    public ValueTask<IReadOnlyDictionary<string, long>> CountAsync(IReadOnlyCollection<string> databases) =>
        ValueTask.FromResult<IReadOnlyDictionary<string, long>>(
            databases.ToDictionary(static database => database, database => (long)Count(database)));

    /// <summary>Sessions of a database now.</summary>
    public int Count(string database) => Count(new Key(database, null, null));

    /// <summary>Sessions of a user now.</summary>
    public int Count(string database, string user) => Count(new Key(database, user, null));

    /// <summary>Sessions of an address in all databases now.</summary>
    public int Count(IPAddress address) => Count(new Key(null, null, address));

    private int Count(Key key)
    {
        lock (sync)
            return sessions.GetValueOrDefault(key);
    }

    private ConnectionExcess? Excess(ConnectionClaim claim)
    {
        (string database, string user, IPAddress address) = (claim.Database, claim.User, claim.Address);
        if (IsReached(new Key(null, null, address), claim.OfAddress))
            return new ConnectionExcess(ConnectionScope.Address, address.ToString(), claim.OfAddress!.Value);
        if (IsReached(new Key(database, null, null), claim.OfDatabase))
            return new ConnectionExcess(ConnectionScope.Database, database, claim.OfDatabase!.Value);
        if (IsReached(new Key(database, null, address), claim.OfAddressInDatabase))
            return new ConnectionExcess(ConnectionScope.Address, address.ToString(), claim.OfAddressInDatabase!.Value);
        if (IsReached(new Key(database, user, null), claim.OfUser))
            return new ConnectionExcess(ConnectionScope.User, user, claim.OfUser!.Value);
        if (IsReached(new Key(database, user, address), claim.OfAddressAsUser))
            return new ConnectionExcess(ConnectionScope.Address, address.ToString(), claim.OfAddressAsUser!.Value);
        return null;
    }

    private bool IsReached(Key key, long? limit) => limit is { } most && sessions.GetValueOrDefault(key) >= most;

    private void Add(ConnectionClaim claim, int change)
    {
        Add(new Key(null, null, claim.Address), change);
        Add(new Key(claim.Database, null, null), change);
        Add(new Key(claim.Database, null, claim.Address), change);
        Add(new Key(claim.Database, claim.User, null), change);
        Add(new Key(claim.Database, claim.User, claim.Address), change);
    }

    private void Add(Key key, int change)
    {
        int count = sessions.GetValueOrDefault(key) + change;
        if (count == 0)
            sessions.Remove(key);
        else
            sessions[key] = count;
    }

    /// <summary>What is counted together; null stands for any.</summary>
    private readonly record struct Key(string? Database, string? User, IPAddress? Address);
}
