using SceNettyProxy.Tenancy.Limits;

namespace SceNettyProxy.Integration.Tests.Memcached;

/// <summary>What counts in the process: refuses the user <c>full</c>.</summary>
internal sealed class LocalCounters : IConnectionCounters
{
    public const string FullUser = "full";

    private readonly Lock sync = new();
    private readonly Dictionary<string, int> sessions = [];

    public int Count(string database)
    {
        lock (sync)
            return sessions.GetValueOrDefault(database);
    }

    public ValueTask<ConnectionExcess?> EnterAsync(ConnectionClaim claim, ConnectionClaim? instead)
    {
        if (claim.User == FullUser)
            return ValueTask.FromResult<ConnectionExcess?>(new ConnectionExcess(ConnectionScope.User, FullUser, 1));
        lock (sync)
        {
            Add(claim, 1);
            if (instead is not null)
                Add(instead, -1);
        }

        return ValueTask.FromResult<ConnectionExcess?>(null);
    }

    public void Leave(ConnectionClaim claim)
    {
        lock (sync)
            Add(claim, -1);
    }

    public ValueTask<IReadOnlyDictionary<string, long>> CountAsync(IReadOnlyCollection<string> databases) => throw new NotSupportedException();

    private void Add(ConnectionClaim claim, int change) =>
        sessions[claim.Database] = sessions.GetValueOrDefault(claim.Database) + change;
}
