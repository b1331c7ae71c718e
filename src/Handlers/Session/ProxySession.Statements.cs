using System.Buffers;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Statements;

namespace SceNettyProxy.Handlers.Session;

/// <content>Prepared statements: what preparing and executing them leaves behind.</content>
internal sealed partial class ProxySession
{
    /// <summary>The statement of the prepare in flight, once its server has agreed to it.</summary>
    private PreparedStatement? prepared;

    public PreparedStatements Statements { get; }

    /// <summary>A server would understand the text now as the one did that it was first prepared on.</summary>
    public bool MayPrepare(PreparedStatement statement) =>
        statement.Text is not null
        && statement.ReadingVersion == State.ReadingVersion
        && statement.Schema == State.Schema;

    /// <summary>A server has prepared the statement of the command in flight.</summary>
    /// <returns>The id that the client shall see.</returns>
    public uint OnPrepared(BackendConnection connection, in ScanEvent header)
    {
        ClientCommand command = Command!;
        DropPrepared();
        byte[]? text = command.HasPackets ? TextOf(command) : null;
        if (text is not null && !Statements.TryKeep(text.Length))
            text = null;
        StatementBatch? batch = text is null ? null : command.Batch;
        // A text that names another schema by now is not the one that was classified.
        if (batch is not null && (batch.Effects & StatementEffects.ChangesSchema) != 0)
            batch = Classifier.Classify(text, State.Reading);
        prepared = new PreparedStatement
        {
            Id = Statements.NextId(),
            Text = text,
            Batch = batch?.Copy(),
            Kill = command.Kill,
            Parameters = header.Params,
            Schema = State.Schema,
            Reading = State.Reading,
            ReadingVersion = State.ReadingVersion,
            JudgedBy = command.JudgedBy,
        };
        prepared.AddCopy(new StatementCopy(connection, connection.State.Epoch, header.StatementId));
        return prepared.Id;
    }

    /// <summary>An execution does not reach its server: the long data that it was to use must not go into the next one.</summary>
    public static void DropLongData(PreparedStatement statement)
    {
        if (statement.LongData is { IsOpen: true } connection && statement.CopyOn(connection) is { } copy)
            connection.ResetStatement(copy.ServerId);
        statement.LongData = null;
    }

    private void NotePrepare(BackendConnection connection)
    {
        ClientExchange exchange = connection.ClientExchange;
        if (exchange.Failed || prepared is null)
        {
            ForgetPrepare();
            return;
        }

        if (prepared.CopyOn(connection) is { } copy && exchange.ColumnsDigest is { } columns)
            Statements.Told(prepared, copy, columns);
        Statements.Add(prepared);
        prepared = null;
    }

    /// <summary>What a command for a prepared statement has left on its server.</summary>
    private void NoteStatement(ClientCommand command, PreparedStatement statement, BackendConnection connection)
    {
        bool failed = connection.ClientExchange.Failed;
        switch (command.Code)
        {
            case CommandCode.StmtExecute or CommandCode.StmtBulkExecute:
                NoteColumns(statement, connection);
                statement.LongData = null;
                bool opened = !failed && (connection.Status & ServerStatus.CursorExists) != 0;
                statement.Cursor = opened ? connection : null;
                break;
            case CommandCode.StmtFetch when failed || (connection.Status & ServerStatus.LastRowSent) != 0:
                statement.Cursor = null;
                break;
            case CommandCode.StmtReset:
                statement.LongData = null;
                statement.Cursor = null;
                break;
        }
    }

    /// <summary>A prepare has failed: an execution of "the last one" behind it must not run an older statement.</summary>
    private void ForgetPrepare()
    {
        DropPrepared();
        Statements.ForgetLast();
    }

    private void DropPrepared()
    {
        if (prepared is not null)
            Statements.Return(prepared);
        prepared = null;
    }

    /// <summary>The text of a whole COM_STMT_PREPARE, out of as many packets as it came in.</summary>
    private static byte[] TextOf(ClientCommand command)
    {
        ReadOnlySpan<byte> packets = command.Packets.ReadableSpan();
        var text = new ArrayBufferWriter<byte>(packets.Length);
        while (packets.Length >= PacketHeader.Size)
        {
            int length = PacketHeader.ReadLength(packets);
            text.Write(packets.Slice(PacketHeader.Size, length));
            packets = packets[(PacketHeader.Size + length)..];
        }

        return text.WrittenSpan[1..].ToArray();
    }
}
