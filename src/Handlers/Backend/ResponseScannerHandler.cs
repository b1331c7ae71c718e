using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.MySql.Statements;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>
/// Follows the packets of each response without decoding rows. Passes on the buffers that it got, cut only where a
/// response ends, where something must not reach the client (responses to the proxy's own commands, and session changes that
/// the client did not ask for), or where column definitions have to be put in. Keeps back at most one packet that has to be
/// seen whole.
/// </summary>
internal sealed class ResponseScannerHandler(BackendConnection connection) : ChannelHandlerAdapter
{
    private readonly ResponseScanner scanner = new();

    /// <summary>Bytes that the scanner has to see again in front of the next ones.</summary>
    private IByteBuffer? held;

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        IByteBuffer input = WithHeld(context, (IByteBuffer)message);
        try
        {
            Walk(context, input);
        }
        finally
        {
            input.Release();
        }
    }

    public override void ChannelInactive(IChannelHandlerContext context)
    {
        ReleaseHeld();
        context.FireChannelInactive();
    }

    public override void HandlerRemoved(IChannelHandlerContext context) => ReleaseHeld();

    private IByteBuffer WithHeld(IChannelHandlerContext context, IByteBuffer input)
    {
        if (held is null)
            return input;
        IByteBuffer joined = context.Allocator.Buffer(held.ReadableBytes + input.ReadableBytes);
        joined.WriteBytes(held);
        joined.WriteBytes(input);
        input.Release();
        ReleaseHeld();
        return joined;
    }

    private void Walk(IChannelHandlerContext context, IByteBuffer input)
    {
        while (input.IsReadable() && connection.IsOpen)
        {
            if (connection.CurrentExchange is not { } exchange)
            {
                // A server that speaks unasked says goodbye: shutdown, idle timeout, killed.
                connection.Close();
                return;
            }

            if (!exchange.HasBegun)
            {
                if (exchange is ClientExchange { IsSent: false } early)
                {
                    if (input.ReadableBytes < PacketHeader.Size)
                    {
                        held = input.ReadRetainedSlice(input.ReadableBytes);
                        return;
                    }

                    early.AnswerEarly(PacketHeader.ReadSequence(input.ReadableSpan()));
                }

                exchange.HasBegun = true;
                scanner.Begin(exchange.Context, connection.Capabilities, connection.MariaDb, exchange.FirstSequence);
            }

            if (exchange is ClientExchange { WaitsForFile: true } loading && !TryResume(input, loading))
                return;

            bool complete = exchange is ClientExchange client
                ? WalkClientResponse(context, input, client)
                : WalkOwnResponse(input, (InternalExchange)exchange);
            if (!complete)
            {
                if (input.IsReadable())
                    held = input.ReadRetainedSlice(input.ReadableBytes);
                return;
            }
        }
    }

    /// <summary>Goes on behind a file of the client. False when more bytes are needed to tell where.</summary>
    private bool TryResume(IByteBuffer input, ClientExchange exchange)
    {
        byte sequence = exchange.FirstSequence;
        if (!exchange.IsSent)
        {
            // The server does not want the rest of the file.
            if (input.ReadableBytes < PacketHeader.Size)
            {
                held = input.ReadRetainedSlice(input.ReadableBytes);
                return false;
            }

            sequence = PacketHeader.ReadSequence(input.ReadableSpan());
        }

        scanner.ResumeAfterLocalInfile(sequence);
        exchange.WaitsForFile = false;
        return true;
    }

    /// <summary>True when the response is complete; what is unread belongs to the next one then.</summary>
    private bool WalkClientResponse(IChannelHandlerContext context, IByteBuffer input, ClientExchange exchange)
    {
        bool strip = connection.Session is { ClientTracksState: false };
        int position = 0;
        while (true)
        {
            ReadOnlySpan<byte> bytes = input.ReadableSpan();
            int consumed = scanner.Scan(bytes[position..], out ScanEvent scanned);
            ReadOnlySpan<byte> packet = scanned.Kind == ScanEventKind.NeedMore
                ? default
                : bytes[(position + scanned.PacketStart)..(position + scanned.PacketEnd)];
            int packetStart = position + scanned.PacketStart;
            position += consumed;
            long rows = exchange.Note(scanner);
            if (rows > 0)
                connection.Session?.Usage.RowsSent(rows);
            switch (scanned.Kind)
            {
                case ScanEventKind.NeedMore:
                    Forward(context, input, position, exchange);
                    return false;
                case ScanEventKind.LocalInfile:
                    exchange.IsSent = false;
                    exchange.WaitsForFile = true;
                    Forward(context, input, position, exchange);
                    context.FireChannelRead(FileRequest.Instance);
                    return false;
                case ScanEventKind.PrepareOk when connection.Session is { } session:
                    ExecuteHead.WriteId(
                        input.ReadableSpan()[(packetStart + PacketHeader.Size)..], session.OnPrepared(connection, scanned));
                    break;
                case ScanEventKind.ColumnCount
                    when connection.Session?.OnColumnCount(connection, scanned) is { } definitions:
                    Forward(context, input, packetStart, exchange);
                    ForwardDescribed(context, input, packet.Length, definitions, exchange);
                    position = 0;
                    break;
                case ScanEventKind.Error:
                    exchange.ErrorCode = scanned.ErrorCode;
                    connection.Session?.Usage.ErrorSent();
                    break;
                case ScanEventKind.Ok or ScanEventKind.Eof:
                    connection.Status = scanned.Status;
                    exchange.CompletedResults++;
                    if ((scanned.Status & ServerStatus.SessionStateChanged) != 0 && scanned.Kind == ScanEventKind.Ok)
                    {
                        connection.Session?.OnSessionStateChanged(connection, packet[PacketHeader.Size..]);
                        if (strip)
                        {
                            Forward(context, input, packetStart, exchange);
                            ForwardStripped(context, input, packet.Length, exchange);
                            position = 0;
                        }
                    }

                    break;
            }

            if (!scanned.IsLast)
                continue;
            connection.FinishExchange();
            Forward(context, input, position, exchange);
            context.FireChannelRead(ResponseEnd.Instance);
            return true;
        }
    }

    private bool WalkOwnResponse(IByteBuffer input, InternalExchange exchange)
    {
        while (true)
        {
            ReadOnlySpan<byte> bytes = input.ReadableSpan();
            int consumed = scanner.Scan(bytes, out ScanEvent scanned);
            exchange.Append(bytes[..consumed]);
            if (scanned.Kind == ScanEventKind.Error)
                exchange.SetError(bytes[(scanned.PacketStart + PacketHeader.Size)..scanned.PacketEnd]);
            else if (scanned.Kind is ScanEventKind.Ok or ScanEventKind.Eof)
                connection.Status = scanned.Status;
            else if (scanned.Kind == ScanEventKind.PrepareOk)
                exchange.Prepared = scanned;
            exchange.ColumnsDigest = scanner.ColumnsDigest;
            input.SkipBytes(consumed);
            if (scanned.Kind == ScanEventKind.NeedMore)
                return false;
            if (!scanned.IsLast)
                continue;
            connection.FinishExchange();
            exchange.Complete();
            return true;
        }
    }

    /// <summary>Passes the first <paramref name="count"/> unread bytes on.</summary>
    private static void Forward(IChannelHandlerContext context, IByteBuffer input, int count, ClientExchange exchange)
    {
        if (count == 0)
            return;
        exchange.ForwardedBytes += count;
        exchange.Renumber(input.ReadableSpan()[..count]);
        if (count == input.ReadableBytes)
        {
            // The whole rest: the same buffer, and the caller's reference stays with the caller.
            IByteBuffer rest = (IByteBuffer)input.RetainedDuplicate();
            input.SkipBytes(count);
            context.FireChannelRead(rest);
            return;
        }

        context.FireChannelRead(input.ReadRetainedSlice(count));
    }

    private static void ForwardStripped(
        IChannelHandlerContext context, IByteBuffer input, int packetLength, ClientExchange exchange)
    {
        IByteBuffer stripped = context.Allocator.Buffer(packetLength);
        OkPayload.StripSessionState(input.ReadableSpan()[..packetLength], stripped);
        input.SkipBytes(packetLength);
        exchange.ForwardedBytes += stripped.ReadableBytes;
        exchange.Renumber(stripped.ReadableSpan());
        context.FireChannelRead(stripped);
    }

    /// <summary>Passes the head of a result on with definitions behind it that its server leaves out.</summary>
    private static void ForwardDescribed(
        IChannelHandlerContext context, IByteBuffer input, int packetLength, ColumnDefinitions definitions, ClientExchange exchange)
    {
        IByteBuffer described = context.Allocator.Buffer(packetLength + definitions.Size);
        Span<byte> columnCount = input.ReadableSpan()[..packetLength];
        exchange.Renumber(columnCount);
        definitions.Describe(columnCount, described);
        input.SkipBytes(packetLength);
        exchange.ForwardedBytes += described.ReadableBytes;
        exchange.Inserted(definitions.Count);
        context.FireChannelRead(described);
    }

    private void ReleaseHeld()
    {
        held?.Release();
        held = null;
    }
}
