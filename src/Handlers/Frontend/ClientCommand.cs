using DotNetty.Buffers;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.MySql.Statements;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Extensions.Channels;
using SceNettyProxy.Handlers.Policy.Sql;
using SceNettyProxy.Handlers.Routing;
using SceNettyProxy.Handlers.Statements;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>
/// A command of the client as it goes through the frontend pipeline: whole, or its head with <see cref="CommandChunk"/>s
/// behind it. Whoever takes it out of the pipeline releases it, or takes <see cref="Packets"/> over by
/// <see cref="TakePackets"/>. Of one loop.
/// </summary>
internal sealed class ClientCommand : IClientCommand
{
    private IByteBuffer? packets;

    public ClientCommand(CommandCode code, IByteBuffer packets, bool isWhole, byte lastSequence) =>
        Begin(code, packets, isWhole, lastSequence);

    /// <summary>The first byte of the payload.</summary>
    public CommandCode Code { get; set; }

    /// <summary>The packets as they came, headers included, from the first byte on.</summary>
    public IByteBuffer Packets => packets ?? throw new InvalidOperationException("The packets have been taken.");

    public bool HasPackets => packets is not null;

    /// <summary>Nothing more of it is to come.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The number of its last packet so far; a reply takes the next one.</summary>
    public byte LastSequence { get; private set; }

    public byte ReplySequence => (byte)(LastSequence + 1);

    /// <summary>The number of the compressed frame that its last byte so far came in.</summary>
    public byte Frame { get; set; }

    /// <summary>When it came, as a timestamp of the services' clock.</summary>
    public long ArrivedAt { get; set; }

    /// <summary>The prepared statement that it is for.</summary>
    public PreparedStatement? Statement { get; set; }

    /// <summary>The KILL that a COM_STMT_PREPARE is for; its packets hold another text by then.</summary>
    public KillStatement? Kill { get; set; }

    /// <summary>The policy that let a COM_STMT_PREPARE pass; null where none looked at it.</summary>
    public SqlPolicyRules? JudgedBy { get; set; }

    /// <summary>The policy's verdict waits for the first server, which tells how the text is read.</summary>
    public bool AwaitsPolicy { get; set; }

    /// <summary>The same for its digest.</summary>
    public bool AwaitsDigest { get; set; }

    /// <summary>Of an execution: where the types of its parameters are.</summary>
    public ExecuteHead ExecuteHead { get; set; }

    /// <summary>No answer is due, whatever happens: COM_STMT_SEND_LONG_DATA.</summary>
    public bool HasNoAnswer => Code == CommandCode.StmtSendLongData;

    /// <summary>Runs statements: a COM_QUERY or the execution of a prepared statement.</summary>
    public bool RunsStatements => Code is CommandCode.Query or CommandCode.StmtExecute or CommandCode.StmtBulkExecute;

    /// <summary>What it runs or prepares, as classified: of a text that was whole when it was judged, or of the text of
    /// <see cref="Statement"/>.</summary>
    public StatementBatch? Batch { get; set; }

    /// <summary>What it does to the session; of a text that streams, what its head says.</summary>
    public StatementEffects Effects { get; set; }

    /// <summary>Where the router sends it.</summary>
    public RouteDecision Route { get; set; }

    /// <summary>It may run a second time without harm: a read that changes nothing.</summary>
    public bool IsRetryable { get; set; }

    public bool WasRetried { get; set; }

    /// <summary>The client has its answer, though the session still works for it.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>A KILL has hit it: it is not begun, or begun again, on any server.</summary>
    public bool IsKilled { get; set; }

    /// <summary>The rate limits let it run later only: see <see cref="Policy.Rates.TurnWait"/>.</summary>
    public bool AwaitsTurn { get; set; }

    /// <summary>How much later, nanoseconds.</summary>
    public long TurnAfter { get; set; }

    /// <summary>The statements that it was counted as.</summary>
    public long TurnCost { get; set; }

    /// <summary>It went from the gate to its server in one go, so that nothing that waits knows of it.</summary>
    public bool WentStraight { get; set; }

    /// <summary>Nobody can know of it once it is answered: the object may be the next command.</summary>
    public bool MayBeReused => WentStraight && !IsKilled;

    /// <summary>Chunks of it wait to be sent behind <see cref="Packets"/>.</summary>
    public bool HasQueuedChunks { get; set; }

    /// <summary>It is whole, and all of it stands in <see cref="Packets"/>.</summary>
    public bool HasAllPackets => IsWhole && !HasQueuedChunks;

    /// <summary>The packets are needed once more after they were sent.</summary>
    public bool KeepsPackets => (IsRetryable && !WasRetried) || Code == CommandCode.StmtPrepare
        || (Code == CommandCode.Query && (Effects & StatementEffects.FollowsPrevious) != 0);

    /// <summary>The payload of a command that is one whole packet, command byte included.</summary>
    public ReadOnlySpan<byte> Payload => Packets.ReadableSpan()[PacketHeader.Size..];

    /// <summary>Where the text begins in the payload: behind the command byte and the attributes, if any.</summary>
    public int TextOffset { get; set; }

    /// <summary>The text that <see cref="Batch"/> is about; empty where it is not at hand.</summary>
    public ReadOnlySpan<byte> Text => Statement is { Text: { } text } ? text : HasPackets ? Payload[TextOffset..] : default;

    byte IClientCommand.CommandCode => (byte)Code;

    IByteBuffer IClientCommand.PacketBytes => packets ?? Unpooled.Empty;

    ReadOnlySpan<byte> IClientCommand.TextSpan => Statement is not null || Code is CommandCode.Query or CommandCode.StmtPrepare
        ? Text
        : default;

    /// <summary>Makes it a new command, whatever it was before. Takes over the buffer.</summary>
    public void Begin(CommandCode code, IByteBuffer content, bool isWhole, byte lastSequence)
    {
        Code = code;
        packets = content;
        IsWhole = isWhole;
        LastSequence = lastSequence;
        Frame = 0;
        ArrivedAt = 0;
        Statement = null;
        Kill = null;
        JudgedBy = null;
        AwaitsPolicy = false;
        AwaitsDigest = false;
        ExecuteHead = default;
        Batch = null;
        Effects = StatementEffects.None;
        Route = RouteDecision.Primary(RouteReason.Command);
        IsRetryable = false;
        WasRetried = false;
        IsAnswered = false;
        IsKilled = false;
        AwaitsTurn = false;
        TurnAfter = 0;
        TurnCost = 0;
        WentStraight = false;
        HasQueuedChunks = false;
        TextOffset = 1;
    }

    /// <summary>Puts other packets in the place of the present ones, which are released.</summary>
    public void Replace(IByteBuffer next)
    {
        packets?.Release();
        packets = next;
    }

    /// <summary>Hands the packets over: the caller owns them.</summary>
    public IByteBuffer TakePackets()
    {
        IByteBuffer taken = Packets;
        packets = null;
        return taken;
    }

    /// <summary>More of it has come, or the rest was appended to <see cref="Packets"/>.</summary>
    public void Progress(bool isWhole, byte lastSequence)
    {
        IsWhole = isWhole;
        LastSequence = lastSequence;
    }

    public void Release()
    {
        packets?.Release();
        packets = null;
    }
}
