using SceNettyProxy.Codecs.MySql.Statements;
using SceNettyProxy.Handlers.Backend;

namespace SceNettyProxy.Handlers.Statements;

/// <summary>A prepared statement as one server knows it.</summary>
/// <param name="Connection">Where it was prepared.</param>
/// <param name="Epoch">The connection's <see cref="AppliedState.Epoch"/> at that time: a reset forgets all statements.</param>
/// <param name="ServerId">The server's id of it.</param>
internal sealed record StatementCopy(BackendConnection Connection, int Epoch, uint ServerId)
{
    /// <summary>The types of the parameters that the server got last and remembers; null before that. The same array as
    /// <see cref="PreparedStatement.Types"/> where they are those that the client means.</summary>
    public byte[]? Types { get; set; }

    /// <summary>The digest of the columns' definitions that the server has told last on this connection, so that it may leave
    /// them out; null where the client does not keep them.</summary>
    public ulong? Columns { get; set; }

    /// <summary>Those definitions, where they are not those that the client knew when the server told them. They count as held
    /// bytes of the proxy: set by <see cref="PreparedStatements"/> alone.</summary>
    public ColumnDefinitions? Definitions { get; set; }

    /// <summary>The server still knows it.</summary>
    public bool IsOn(BackendConnection? connection) =>
        connection == Connection && connection is { IsOpen: true } && connection.State.Epoch == Epoch;
}
