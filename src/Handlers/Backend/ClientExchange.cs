using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.MySql.Statements;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>
/// The client's command in flight: its response goes to the client. One per backend connection, used again for every
/// command.
/// </summary>
internal sealed class ClientExchange : Exchange
{
    /// <summary>How much higher the server's numbers are than those that the client expects.</summary>
    private int offset;
    private SequenceShift shift;
    private long notedRows;

    /// <summary>The command has been written whole. Until then an answer, which can only be an error, may carry any
    /// number.</summary>
    public bool IsSent { get; set; }

    /// <summary>Bytes of the response that went on towards the client.</summary>
    public long ForwardedBytes { get; set; }

    /// <summary>Results that ended in OK or EOF; of a batch, the number of statements that succeeded (a CALL may count
    /// more than once).</summary>
    public int CompletedResults { get; set; }

    /// <summary>The response ended in an ERR packet.</summary>
    public bool Failed => ErrorCode != 0;

    /// <summary>The code of that packet; 0 without one.</summary>
    public ushort ErrorCode { get; set; }

    /// <summary>The number of the next packet, should the proxy have to go on with an error of its own.</summary>
    public byte NextSequence { get; set; }

    /// <summary>Every forwarded packet is complete, so that an error may follow.</summary>
    public bool AtPacketBoundary { get; set; }

    /// <summary>Definitions of columns were told to a client that keeps them.</summary>
    public bool HasToldColumns { get; set; }

    /// <summary>See <see cref="ResponseScanner.ColumnsDigest"/>.</summary>
    public ulong? ColumnsDigest { get; private set; }

    /// <summary>The server waits for a file of the client.</summary>
    public bool WaitsForFile { get; set; }

    public void Begin(ResponseContext context, byte firstSequence)
    {
        WaitsForFile = false;
        HasToldColumns = false;
        ColumnsDigest = null;
        offset = 0;
        shift = default;
        Context = context;
        FirstSequence = firstSequence;
        HasBegun = false;
        IsSent = false;
        ForwardedBytes = 0;
        CompletedResults = 0;
        ErrorCode = 0;
        NextSequence = firstSequence;
        AtPacketBoundary = true;
        notedRows = 0;
    }

    /// <summary>The last packet of the command, or of the file behind it, is on its way.</summary>
    /// <param name="clientSequence">The number that the client expects next.</param>
    /// <param name="extraPackets">How many packets more than the client sent went to the server.</param>
    public void Sent(byte clientSequence, int extraPackets = 0)
    {
        IsSent = true;
        offset = extraPackets;
        shift = new SequenceShift(offset);
        FirstSequence = (byte)(clientSequence + extraPackets);
        if (!HasBegun || WaitsForFile)
            NextSequence = clientSequence;
    }

    /// <summary>Where the response stands.</summary>
    /// <returns>How many rows came since the call before.</returns>
    public long Note(ResponseScanner scanner)
    {
        long rows = scanner.RowCount - notedRows;
        notedRows = scanner.RowCount;
        NextSequence = (byte)(scanner.LastSequence + 1 - offset);
        AtPacketBoundary = scanner.AtPacketBoundary;
        ColumnsDigest = scanner.ColumnsDigest;
        return rows;
    }

    /// <summary>Packets that the server has not sent were put in. To be called at the end of a packet.</summary>
    public void Inserted(int packets)
    {
        offset -= packets;
        shift = new SequenceShift(offset);
    }

    /// <summary>Brings the numbers in the next bytes for the client to what it expects.</summary>
    public void Renumber(Span<byte> packets)
    {
        if (offset != 0)
            shift.Apply(packets);
    }

    /// <summary>The server answers before it has read everything.</summary>
    public void AnswerEarly(byte firstSequence) => FirstSequence = firstSequence;
}
