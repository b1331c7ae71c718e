using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.MySql.Statements;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Statements;

namespace SceNettyProxy.Handlers.Session;

/// <content>
/// What a client with MariaDB's CACHE_METADATA knows of the columns of its prepared statements. A server leaves definitions out
/// of a result where they are those that it has told last on its own connection; the client reads the rows by those that it
/// was told last by whatever server. Where the two differ, the server's are put in.
/// </content>
internal sealed partial class ProxySession
{
    /// <summary>A result of the execution in flight begins.</summary>
    /// <param name="head">Its <see cref="ScanEventKind.ColumnCount"/>.</param>
    /// <returns>What has to be put in; null when the client can read the rows as they come.</returns>
    /// <exception cref="MySqlProtocolException">The rows cannot be described: the client must not get them.</exception>
    public ColumnDefinitions? OnColumnCount(BackendConnection connection, in ScanEvent head)
    {
        if (Current != connection || Command?.Statement is not { } statement || statement.CopyOn(connection) is not { } copy)
            return null;
        if (head.DefinitionsFollow)
        {
            // Until they have come whole, nobody can say which ones the client goes by.
            statement.KnownColumns = null;
            connection.ClientExchange.HasToldColumns = true;
            return null;
        }

        if (copy.Columns == statement.KnownColumns)
            return null;
        if (copy.Definitions is not { } definitions || definitions.Count != head.Columns)
            throw new MySqlProtocolException(ProtocolError.UnexpectedPacket, "no definitions of a prepared statement's columns");
        statement.KnownColumns = copy.Columns;
        return definitions;
    }

    /// <summary>The server knows the command's statement, and what it leaves out of its answer can be told.</summary>
    public bool IsPrepared(ClientCommand command, PreparedStatement statement, BackendConnection connection)
    {
        if (statement.CopyOn(connection) is not { } copy)
            return false;
        // The cursor and the long data that these are about are the old copy's.
        bool needsOld = command.Code is CommandCode.StmtFetch or CommandCode.StmtReset;
        return needsOld || statement.CanDescribe(copy) || !MayPrepare(statement);
    }

    private void NoteColumns(PreparedStatement statement, BackendConnection connection)
    {
        ClientExchange exchange = connection.ClientExchange;
        if (exchange is { HasToldColumns: true, ColumnsDigest: { } columns } && statement.CopyOn(connection) is { } copy)
            Statements.Told(statement, copy, columns);
    }
}
