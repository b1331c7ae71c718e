using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Handlers.Policy;

/// <summary>
/// How many sessions a database and each of its users have on this proxy. Any thread; the lock is taken twice per session.
/// </summary>
internal sealed class ConnectionLimits
{
    private readonly Lock sync = new();
    private readonly Dictionary<(string Database, string? User), int> sessions = [];

    /// <summary>Counts a session that is about to be admitted.</summary>
    /// <param name="exceeded">The limit that is reached already; nothing is counted then.</param>
    public bool TryEnter(DatabaseDefinition database, UserDefinition user, out int exceeded)
    {
        lock (sync)
        {
            if (IsReached((database.Name, null), database.Limits.Connections, out exceeded)
                || IsReached((database.Name, user.Name), user.Limits.Connections, out exceeded))
                return false;
            Add((database.Name, null), 1);
            Add((database.Name, user.Name), 1);
            return true;
        }
    }

    /// <summary>
    /// Counts a session for another user, and no longer for the one before. At no moment it is counted twice or not at all,
    /// so that it neither meets a limit that it fills itself nor loses its place to somebody else.
    /// </summary>
    /// <param name="exceeded">The limit that is reached already; nothing changes then.</param>
    public bool TryMove(
        string fromDatabase, string fromUser, DatabaseDefinition database, UserDefinition user, out int exceeded)
    {
        lock (sync)
        {
            Leave(fromDatabase, fromUser);
            if (TryEnter(database, user, out exceeded))
                return true;
            Add((fromDatabase, null), 1);
            Add((fromDatabase, fromUser), 1);
            return false;
        }
    }

    /// <summary>A session that was counted has ended.</summary>
    public void Leave(string database, string user)
    {
        lock (sync)
        {
            Add((database, null), -1);
            Add((database, user), -1);
        }
    }

    /// <summary>Sessions now of a database, or of one of its users.</summary>
    public int Count(string database, string? user = null)
    {
        lock (sync)
            return sessions.GetValueOrDefault((database, user));
    }

    private bool IsReached((string, string?) key, int? limit, out int exceeded)
    {
        exceeded = limit ?? 0;
        return limit is { } most && sessions.GetValueOrDefault(key) >= most;
    }

    private void Add((string, string?) key, int change)
    {
        int count = sessions.GetValueOrDefault(key) + change;
        if (count == 0)
            sessions.Remove(key);
        else
            sessions[key] = count;
    }
}
