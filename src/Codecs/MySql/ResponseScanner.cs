using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using SceNettyProxy.Codecs.MySql.Statements;

namespace SceNettyProxy.Codecs.MySql;

/// <summary>
/// Walks the packets of one response after another by arithmetic over the bytes as they were received, looks inside only
/// those that decide how it goes on, and finds where the response ends. Keeps no bytes and allocates nothing.
/// One thread at a time.
/// </summary>
/// <remarks>
/// A first byte has its meaning from the phase:
/// <code>
/// byte   first packet          definitions   rows
/// 0x00   OK                    -             text: an empty string; binary: the row's header
/// 0xFB   LOCAL INFILE          -             text: NULL
/// 0xFE   -                     the end       the end if shorter than 9 bytes, under DeprecateEof than 16 MiB; else a row
/// 0xFF   ERR                   ERR           ERR
/// else   the column count      definition    text: a row
/// </code>
/// The continuation of a 16 MiB packet is never looked into.
/// </remarks>
public sealed partial class ResponseScanner
{
    /// <summary>The largest payload, in bytes, of a packet that must be seen whole: OK, ERR and the like.</summary>
    public const int MaxInspectedPacket = 1024 * 1024;

    private const byte BinaryRowSignature = 0x00;

    private ResponseContext context;
    private bool deprecateEof;
    private bool optionalMetadata;
    private bool cacheMetadata;
    private bool progress;
    private bool localFiles;
    private bool binaryRows;
    private ResponseState state;

    /// <summary>The response is complete. True before the first <see cref="Begin"/> too.</summary>
    public bool IsComplete => state.Phase == ResponsePhase.Done && AtPacketBoundary;

    /// <summary>The number of the last packet that was passed at least in part.</summary>
    public byte LastSequence => (byte)(state.NextSequence - 1);

    /// <summary>
    /// What was passed so far ends with a packet, and that packet is not continued: an error packet may be put here.
    /// </summary>
    public bool AtPacketBoundary => state.Rest == 0 && !state.Continues;

    /// <summary>At least a part of the response was passed.</summary>
    public bool AnyPacketPassed { get; private set; }

    /// <summary>Rows begun so far, in all results of the response together.</summary>
    public long RowCount => state.Rows;

    /// <summary>
    /// The digest of the list of column definitions that was passed last, of a prepare or an execution under MariaDB's
    /// CACHE_METADATA; null without one that was passed whole. See <see cref="DefinitionsDigest"/>.
    /// </summary>
    public ulong? ColumnsDigest =>
        state is { DigestsColumns: true, Definitions: 0, IsInColumn: false } ? state.Digest : null;

    /// <summary>Gets ready for the response to the next command.</summary>
    /// <param name="context">What the command is answered with.</param>
    /// <param name="negotiated">The capabilities negotiated with the server.</param>
    /// <param name="mariaDb">Those of MariaDB.</param>
    /// <param name="firstSequence">
    /// The number of the first packet: the last one of the command plus one, so 1 for a command below 16 MiB.
    /// </param>
    public void Begin(
        ResponseContext context,
        CapabilityFlags negotiated,
        MariaDbCapabilities mariaDb = MariaDbCapabilities.None,
        byte firstSequence = 1)
    {
        this.context = context;
        deprecateEof = (negotiated & CapabilityFlags.DeprecateEof) != 0;
        optionalMetadata = (negotiated & CapabilityFlags.OptionalResultsetMetadata) != 0;
        localFiles = (negotiated & CapabilityFlags.LocalFiles) != 0;
        cacheMetadata = (mariaDb & MariaDbCapabilities.CacheMetadata) != 0;
        progress = (mariaDb & MariaDbCapabilities.Progress) != 0;
        binaryRows = context is ResponseContext.Execute or ResponseContext.Fetch;
        AnyPacketPassed = false;
        state = new ResponseState
        {
            Phase = context switch
            {
                ResponseContext.FieldList => ResponsePhase.FieldList,
                ResponseContext.Fetch => ResponsePhase.Rows,
                _ => ResponsePhase.First,
            },
            NextSequence = firstSequence,
        };
    }

    /// <summary>Goes on after the client's file was forwarded, down to its empty last packet.</summary>
    /// <param name="nextSequence">The number of that empty packet plus one.</param>
    /// <exception cref="InvalidOperationException">No file was asked for.</exception>
    public void ResumeAfterLocalInfile(byte nextSequence)
    {
        if (state.Phase != ResponsePhase.LocalInfile)
            throw new InvalidOperationException("No file was asked for.");
        state.Phase = ResponsePhase.First;
        state.NextSequence = nextSequence;
    }

    /// <summary>
    /// Scans from the start of <paramref name="data"/> and stops behind the first packet that raises an event.
    /// </summary>
    /// <param name="data">Received bytes, beginning with what the call before left over.</param>
    /// <param name="scanEvent">Why it stopped.</param>
    /// <returns>
    /// How many bytes from the start are passed and may be forwarded. With <see cref="ScanEventKind.NeedMore"/> the rest is
    /// a split header or the part of a packet that must be seen whole, at most <see cref="MaxInspectedPacket"/> and a
    /// header; hold it back and present it again in front of the next bytes.
    /// </returns>
    /// <exception cref="MySqlProtocolException">
    /// The bytes are no response to the command. Nothing of <paramref name="data"/> is passed then; the members tell of the
    /// state before the call.
    /// </exception>
    public int Scan(ReadOnlySpan<byte> data, out ScanEvent scanEvent)
    {
        // The state is written back only behind everything that may throw.
        var next = state;
        var position = 0;
        scanEvent = default;
        while (true)
        {
            if (!SkipRest(data, ref next, ref position))
                break;
            if (next.EndsAfterPacket && !next.Continues)
            {
                next.EndsAfterPacket = false;
                next.Phase = ResponsePhase.Done;
                scanEvent = new ScanEvent
                {
                    Kind = ScanEventKind.End,
                    PacketStart = position,
                    PacketEnd = position,
                    IsLast = true,
                };
                break;
            }
            if (next.Phase == ResponsePhase.Rows && !next.Continues)
            {
                position = SkipRows(data, ref next, position);
                if (next.Rest > 0)
                    continue;
            }
            if (!Step(data, ref next, ref position, ref scanEvent) || scanEvent.Kind != ScanEventKind.NeedMore)
                break;
        }

        AnyPacketPassed |= position > 0;
        state = next;
        return position;
    }

    /// <summary>False if the data ends before the packet in progress does.</summary>
    private static bool SkipRest(ReadOnlySpan<byte> data, ref ResponseState next, ref int position)
    {
        var length = Math.Min(next.Rest, data.Length - position);
        if (next.IsInColumn)
        {
            next.Digest = DefinitionsDigest.Add(next.Digest, data.Slice(position, length));
            next.IsInColumn = length < next.Rest;
        }
        position += length;
        next.Rest -= length;
        return next.Rest == 0;
    }

    /// <summary>
    /// The hot path: passes ordinary rows until something else comes. Leaves to <see cref="Step"/> whatever may not be one.
    /// </summary>
    private int SkipRows(ReadOnlySpan<byte> data, ref ResponseState next, int position)
    {
        // Binary rows begin with 0x00; text rows with anything below 0xFE that a column may begin with.
        var lastRowByte = binaryRows ? BinaryRowSignature : (byte)(EofPayload.Signature - 1);
        var sequence = next.NextSequence;
        long rows = 0;
        var rest = 0;
        while (data.Length - position > PacketHeader.Size)
        {
            var header = BinaryPrimitives.ReadUInt32LittleEndian(data[position..]);
            var length = (int)(header & PacketHeader.MaxPayload);
            if (header >> 24 != sequence
                || length is 0 or PacketHeader.MaxPayload
                || data[position + PacketHeader.Size] > lastRowByte)
                break;
            rows++;
            sequence++;
            position += PacketHeader.Size + length;
            if (position > data.Length)
            {
                rest = position - data.Length;
                position = data.Length;
            }
        }

        next.NextSequence = sequence;
        next.Rows += rows;
        next.Rest = rest;
        return position;
    }

    /// <summary>Takes one packet, of any kind. False if more of it must be seen first.</summary>
    private bool Step(ReadOnlySpan<byte> data, ref ResponseState next, ref int position, ref ScanEvent scanEvent)
    {
        var available = data[position..];
        if (available.IsEmpty)
            return false;
        if (next.Phase is ResponsePhase.Done or ResponsePhase.LocalInfile)
            ThrowUnexpected("Bytes where no packet was due.");
        if (available.Length < PacketHeader.Size)
            return false;
        var length = PacketHeader.ReadLength(available);
        if (PacketHeader.ReadSequence(available) != next.NextSequence)
            MySqlProtocolException.Throw(ProtocolError.WrongSequence, "A packet of the response is out of order.");

        available = available[PacketHeader.Size..];
        var shape = next.Continues ? PacketShape.Ignored : Classify(available, length, next);
        if (shape == PacketShape.Undecided)
            return false;
        if (shape == PacketShape.Whole)
        {
            if (length > MaxInspectedPacket)
                MySqlProtocolException.Throw(ProtocolError.TooLarge, "A packet that must be seen whole is too large.");
            if (available.Length < length)
                return false;
            Inspect(available[..length], position, ref next, ref scanEvent);
            position += length;
        }
        else
        {
            next.Rest = length;
            next.Continues = length == PacketHeader.MaxPayload;
            if (shape == PacketShape.Skipped)
            {
                if (next.Phase == ResponsePhase.Definitions && next.DigestsColumns)
                {
                    next.IsInColumn = true;
                    next.Digest = DefinitionsDigest.AddLength(next.Digest, length);
                }
                Count(ref next);
            }
        }
        position += PacketHeader.Size;
        next.NextSequence++;
        return true;
    }

    /// <summary>Decides about the first packet of a logical one by its first bytes.</summary>
    private PacketShape Classify(ReadOnlySpan<byte> available, int length, in ResponseState next)
    {
        var isText = next.Phase == ResponsePhase.First && context == ResponseContext.Statistics;
        if (length == 0)
        {
            if (!isText)
                ThrowUnexpected("An empty packet where none was due.");
            return PacketShape.Skipped;
        }
        if (available.IsEmpty)
            return PacketShape.Undecided;
        var first = available[0];
        if (first == ErrPayload.Signature)
            return ClassifyError(available, length);

        var mayEnd = first == EofPayload.Signature;
        switch (next.Phase)
        {
            case ResponsePhase.Rows:
                if (mayEnd && length < (deprecateEof ? PacketHeader.MaxPayload : EofPayload.RowLength))
                    return PacketShape.Whole;
                if (binaryRows && first != BinaryRowSignature)
                    ThrowUnexpected("Neither a binary row nor the end of rows.");
                return PacketShape.Skipped;
            case ResponsePhase.Definitions:
                if (mayEnd)
                    ThrowUnexpected("The definitions end too early.");
                return PacketShape.Skipped;
            case ResponsePhase.FieldList:
                return mayEnd ? PacketShape.Whole : PacketShape.Skipped;
            default:
                return isText ? PacketShape.Skipped : PacketShape.Whole;
        }
    }

    private PacketShape ClassifyError(ReadOnlySpan<byte> available, int length)
    {
        if (!progress || length < ErrPayload.MinLength)
            return PacketShape.Whole;
        if (available.Length < ErrPayload.MinLength)
            return PacketShape.Undecided;
        return ErrPayload.IsProgress(available) ? PacketShape.Ignored : PacketShape.Whole;
    }

    /// <summary>Moves on behind a row, a definition or a text.</summary>
    private void Count(ref ResponseState next)
    {
        switch (next.Phase)
        {
            case ResponsePhase.Rows:
                next.Rows++;
                break;
            case ResponsePhase.Definitions:
                if (--next.Definitions > 0)
                    break;
                if (deprecateEof)
                    next.EndsAfterPacket = !BeginAfterDefinitions(ref next);
                else
                    next.Phase = ResponsePhase.DefinitionsEnd;
                break;
            case ResponsePhase.First:
                next.EndsAfterPacket = true;
                break;
            default:
                break;
        }
    }

    [DoesNotReturn]
    private static void ThrowUnexpected(string message) =>
        MySqlProtocolException.Throw(ProtocolError.UnexpectedPacket, message);
}
