using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using DotNetty.Buffers;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Extensions.Commands;
using SceNettyProxy.Extensions.Results;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Frontend.Results;
using SceNettyProxy.Handlers.Session;
using Column = SceNettyProxy.Handlers.Frontend.Results.ResultColumn;

namespace SceNettyProxy.Handlers.Custom.Interceptors;

/// <summary>The answers of interceptors as packets. The caller owns the buffers.</summary>
internal static class AnswerWriter
{
    /// <summary>More than a value takes beside its bytes: a length and a bit for NULL.</summary>
    private const int ValueOverhead = 10;

    /// <summary>Every row fits into one packet.</summary>
    public static bool CanWrite(ResultRows rows)
    {
        foreach (IReadOnlyList<object?> row in rows.Rows)
        {
            long length = 0;
            foreach (object? value in row)
                length += ValueOverhead + SizeOf(value);
            if (length >= PacketHeader.MaxPayload)
                return false;
        }

        return true;
    }

    public static IByteBuffer Ok(ProxySession session, ClientCommand command, CommandOk ok)
    {
        IByteBuffer packet = Reply.Start(session.Channel.Allocator);
        OkPayload.Write(packet, ok.AffectedRows, ok.LastInsertId, session.Status, 0, default, session.Capabilities);
        return Reply.Finish(packet, command.ReplySequence);
    }

    /// <param name="isBinary">As the execution of a prepared statement gets them.</param>
    public static IByteBuffer Rows(ProxySession session, ClientCommand command, ResultRows rows, bool isBinary)
    {
        ImmutableArray<Column> columns = [.. rows.Columns.Select(static column => column.Kind switch
        {
            ColumnKind.Integer => Column.Number(column.Name),
            ColumnKind.Binary => Column.Bytes(column.Name),
            _ => Column.Text(column.Name),
        })];
        var table = new ResultTable(columns);
        foreach (IReadOnlyList<object?> row in rows.Rows)
            table.Add([.. row.Select(static value => value is null or string or byte[]? value : Convert.ToInt64(value, CultureInfo.InvariantCulture))]);
        var protocol = new ResultProtocol(session.Status, session.Capabilities, session.MariaDb, isBinary);
        return ResultSetWriter.Write(session.Channel.Allocator, command.ReplySequence, table, protocol);
    }

    private static int SizeOf(object? value) => value switch
    {
        string text => Encoding.UTF8.GetByteCount(text),
        byte[] bytes => bytes.Length,
        _ => 20,
    };
}
