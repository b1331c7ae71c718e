using SceNettyProxy.Codecs.MySql.Statements;

namespace SceNettyProxy.Codecs.MySql;

/// <content>The packets that are looked into, each presented whole.</content>
public sealed partial class ResponseScanner
{
    private const byte LocalInfileSignature = LengthEncoded.Null;

    /// <summary>More columns than any server has.</summary>
    private const int MaxColumns = ushort.MaxValue;

    private const int PrepareFiller = 1;

    /// <summary>Moves the state on and fills the event in, where the packet raises one.</summary>
    private void Inspect(ReadOnlySpan<byte> payload, int position, ref ResponseState next, ref ScanEvent scanEvent)
    {
        var found = payload[0] == ErrPayload.Signature
            ? Error(payload, ref next)
            : next.Phase switch
            {
                ResponsePhase.First => First(payload, ref next),
                ResponsePhase.DefinitionsEnd => DefinitionsEnd(payload, ref next),
                _ => EofOrOk(payload, ref next),
            };
        if (found.Kind == ScanEventKind.NeedMore)
            return;
        scanEvent = found with
        {
            PacketStart = position,
            PacketEnd = position + PacketHeader.Size + payload.Length,
            IsLast = next.Phase == ResponsePhase.Done,
        };
    }

    private static ScanEvent Error(ReadOnlySpan<byte> payload, ref ResponseState next)
    {
        var reader = new PayloadReader(payload);
        reader.Skip(1);
        next.Phase = ResponsePhase.Done;
        return new ScanEvent { Kind = ScanEventKind.Error, ErrorCode = reader.ReadUInt16() };
    }

    private ScanEvent First(ReadOnlySpan<byte> payload, ref ResponseState next)
    {
        switch (context)
        {
            case ResponseContext.Query or ResponseContext.Execute:
                if (payload[0] == LocalInfileSignature)
                    return LocalInfile(ref next);
                // An OK packet is longer than any metadata flag with a column count.
                return payload[0] == OkPayload.Signature && payload.Length >= OkPayload.MinLength
                    ? Ok(payload, ref next)
                    : ColumnCount(payload, ref next);
            case ResponseContext.Prepare:
                return PrepareOk(payload, ref next);
            case ResponseContext.EofOrOk when payload[0] == EofPayload.Signature:
                return EofOrOk(payload, ref next);
            default:
                if (payload[0] != OkPayload.Signature)
                    ThrowUnexpected("Neither OK nor ERR.");
                return Ok(payload, ref next);
        }
    }

    private ScanEvent LocalInfile(ref ResponseState next)
    {
        // A server must not get files of a client that has not offered to send any.
        if (!localFiles)
            ThrowUnexpected("LOCAL INFILE was not negotiated.");
        next.Phase = ResponsePhase.LocalInfile;
        return new ScanEvent { Kind = ScanEventKind.LocalInfile };
    }

    /// <summary>
    /// <code>
    /// 1       0 = no definitions follow, 1 = they do; under OptionalResultsetMetadata
    /// lenenc  columns
    /// 1       the same flag, under MariaDB's CacheMetadata
    /// </code>
    /// </summary>
    private ScanEvent ColumnCount(ReadOnlySpan<byte> payload, ref ResponseState next)
    {
        var reader = new PayloadReader(payload);
        var definitionsFollow = !optionalMetadata || reader.ReadByte() != 0;
        var isCount = reader.TryReadLengthEncodedInteger(out var columns) && columns is > 0 and <= MaxColumns;
        if (cacheMetadata && reader.Remaining > 0)
            definitionsFollow = reader.ReadByte() != 0;
        if (!isCount || reader.Remaining > 0)
            ThrowUnexpected("No column count.");

        next.Definitions = definitionsFollow ? (int)columns : 0;
        if (definitionsFollow)
            next.Phase = ResponsePhase.Definitions;
        else
            next.Phase = deprecateEof ? ResponsePhase.Rows : ResponsePhase.DefinitionsEnd;
        if (!cacheMetadata || context != ResponseContext.Execute)
            return default;
        next.DigestsColumns = definitionsFollow;
        next.Digest = DefinitionsDigest.Empty;
        return new ScanEvent
        {
            Kind = ScanEventKind.ColumnCount,
            Columns = (ushort)columns,
            DefinitionsFollow = definitionsFollow,
        };
    }

    /// <summary>
    /// Protocol page "COM_STMT_PREPARE Response".
    /// <code>
    /// 1  0x00
    /// 4  statement id
    /// 2  columns
    /// 2  parameters
    /// 1  zero
    /// 2  warnings
    /// 1  0 = no definitions follow, under OptionalResultsetMetadata
    /// </code>
    /// </summary>
    private ScanEvent PrepareOk(ReadOnlySpan<byte> payload, ref ResponseState next)
    {
        var reader = new PayloadReader(payload);
        if (reader.ReadByte() != OkPayload.Signature)
            ThrowUnexpected("No header of a prepared statement.");
        var statementId = reader.ReadUInt32();
        var columns = reader.ReadUInt16();
        var parameters = reader.ReadUInt16();
        reader.Skip(PrepareFiller);
        var warnings = reader.ReadUInt16();
        var definitionsFollow = !optionalMetadata || reader.Remaining == 0 || reader.ReadByte() != 0;

        next.Definitions = definitionsFollow ? parameters : 0;
        next.LaterDefinitions = definitionsFollow ? columns : 0;
        next.Phase = ResponsePhase.Definitions;
        if (next.Definitions == 0 && !BeginAfterDefinitions(ref next))
            next.Phase = ResponsePhase.Done;
        return new ScanEvent
        {
            Kind = ScanEventKind.PrepareOk,
            StatementId = statementId,
            Columns = columns,
            Params = parameters,
            Warnings = warnings,
        };
    }

    private ScanEvent DefinitionsEnd(ReadOnlySpan<byte> payload, ref ResponseState next)
    {
        var eof = EofPayload.Parse(payload);
        var hasCursor = context == ResponseContext.Execute && (eof.Status & ServerStatus.CursorExists) != 0;
        // With a cursor the rows come by fetch, and no second EOF follows.
        if (hasCursor)
            EndResult(eof.Status, ref next);
        else if (BeginAfterDefinitions(ref next))
            return default;
        else
            next.Phase = ResponsePhase.Done;
        return new ScanEvent { Kind = ScanEventKind.Eof, Status = eof.Status, Warnings = eof.Warnings };
    }

    private ScanEvent EofOrOk(ReadOnlySpan<byte> payload, ref ResponseState next)
    {
        if (deprecateEof && payload.Length >= OkPayload.MinLength)
            return Ok(payload, ref next);
        var eof = EofPayload.Parse(payload);
        EndResult(eof.Status, ref next);
        return new ScanEvent { Kind = ScanEventKind.Eof, Status = eof.Status, Warnings = eof.Warnings };
    }

    private ScanEvent Ok(ReadOnlySpan<byte> payload, ref ResponseState next)
    {
        var reader = new PayloadReader(payload);
        var ok = OkPayload.ReadFixedPart(ref reader);
        EndResult(ok.Status, ref next);
        return new ScanEvent { Kind = ScanEventKind.Ok, Status = ok.Status, Warnings = ok.Warnings };
    }

    private void EndResult(ServerStatus status, ref ResponseState next)
    {
        var mayHaveMore = context is ResponseContext.Query or ResponseContext.Execute;
        next.Phase = mayHaveMore && (status & ServerStatus.MoreResultsExist) != 0
            ? ResponsePhase.First
            : ResponsePhase.Done;
    }

    /// <summary>Moves on behind a list of definitions; false if nothing follows it.</summary>
    private bool BeginAfterDefinitions(ref ResponseState next)
    {
        if (context != ResponseContext.Prepare)
        {
            next.Phase = ResponsePhase.Rows;
            return true;
        }
        if (cacheMetadata && !next.DigestsColumns)
        {
            next.DigestsColumns = true;
            next.Digest = DefinitionsDigest.Empty;
        }
        next.Definitions = next.LaterDefinitions;
        next.LaterDefinitions = 0;
        next.Phase = ResponsePhase.Definitions;
        return next.Definitions > 0;
    }
}
