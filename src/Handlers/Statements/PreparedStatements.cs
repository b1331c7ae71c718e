using System.Diagnostics.CodeAnalysis;
using SceNettyProxy.Codecs.MySql.Statements;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Statements;

/// <summary>The prepared statements of one session. Their texts, and definitions of their columns that are kept, count as held
/// bytes of the proxy.</summary>
internal sealed class PreparedStatements(HeldBudget budget)
{
    private readonly Dictionary<uint, PreparedStatement> statements = [];
    private PreparedStatement? last;
    private uint lastId;

    public int Count => statements.Count;

    /// <summary>The next free id: from 1 on, never the one that stands for the statement prepared last.</summary>
    public uint NextId()
    {
        do
        {
            lastId = lastId == ExecuteHead.LastPrepared - 1 ? 1 : lastId + 1;
        }
        while (statements.ContainsKey(lastId));
        return lastId;
    }

    /// <summary>The text of a new statement could be kept now.</summary>
    public bool HasRoom(int bytes) => budget.HasRoom(bytes);

    /// <summary>Whether the text of a new statement, or definitions of one, may be kept. If so they are counted until the
    /// statement goes.</summary>
    public bool TryKeep(int bytes) => budget.TryTake(bytes);

    /// <summary>The client knows a new statement.</summary>
    public void Add(PreparedStatement statement)
    {
        statements.Add(statement.Id, statement);
        last = statement;
    }

    /// <summary>A prepare has failed: there is no statement prepared last.</summary>
    public void ForgetLast() => last = null;

    /// <param name="id">The client's; <see cref="ExecuteHead.LastPrepared"/> is the statement prepared last.</param>
    public bool TryGet(uint id, [NotNullWhen(true)] out PreparedStatement? statement)
    {
        if (id != ExecuteHead.LastPrepared)
            return statements.TryGetValue(id, out statement);
        statement = last;
        return statement is not null;
    }

    public void Remove(PreparedStatement statement)
    {
        if (statements.Remove(statement.Id))
            Return(statement);
        if (last == statement)
            last = null;
    }

    /// <summary>All are gone, as after a reset of the connection.</summary>
    public void Clear()
    {
        foreach (PreparedStatement statement in statements.Values)
            Return(statement);
        statements.Clear();
        last = null;
    }

    /// <summary>The session no longer holds the connection: what only that server had is lost, and the next execution is told
    /// so.</summary>
    public void Forget(BackendConnection connection, SceError error)
    {
        foreach (PreparedStatement statement in statements.Values)
        {
            if (statement.Cursor == connection)
                statement.Cursor = null;
            if (statement.LongData != connection)
                continue;
            statement.LongData = null;
            statement.LongDataError = error;
        }
    }

    /// <summary>Something that only this connection has: an open cursor, or long data on its way.</summary>
    public bool HaveStateOn(BackendConnection connection)
    {
        foreach (PreparedStatement statement in statements.Values)
        {
            if (statement.Cursor == connection || statement.LongData == connection)
                return true;
        }

        return false;
    }

    /// <summary>A statement has been prepared on another server. Its definitions, if any, were counted by
    /// <see cref="TryKeep"/>.</summary>
    public void AddCopy(PreparedStatement statement, StatementCopy copy)
    {
        int held = statement.HeldBytes + (copy.Definitions?.Size ?? 0);
        statement.AddCopy(copy);
        budget.Return(held - statement.HeldBytes);
    }

    /// <summary>The client was told the definitions of a result's columns by the server itself.</summary>
    public void Told(PreparedStatement statement, StatementCopy copy, ulong columns)
    {
        statement.KnownColumns = columns;
        copy.Columns = columns;
        budget.Return(copy.Definitions?.Size ?? 0);
        copy.Definitions = null;
    }

    /// <summary>What is held for a statement that was not added is not kept any more.</summary>
    public void Return(PreparedStatement statement) => budget.Return(statement.HeldBytes);
}
