using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>
/// The client's command in flight: its response goes to the client. One per backend connection, used again for every
/// command.
/// </summary>
internal sealed class ClientExchange : Exchange
{
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

    public void Begin(ResponseContext context, byte firstSequence)
    {
        Context = context;
        FirstSequence = firstSequence;
        HasBegun = false;
        IsSent = false;
        ForwardedBytes = 0;
        CompletedResults = 0;
        ErrorCode = 0;
        NextSequence = firstSequence;
        AtPacketBoundary = true;
    }

    /// <summary>The last packet of the command is on its way; its answer begins with this number.</summary>
    public void Sent(byte firstSequence)
    {
        IsSent = true;
        FirstSequence = firstSequence;
        if (!HasBegun)
            NextSequence = firstSequence;
    }

    /// <summary>The server answers before it has read everything.</summary>
    public void AnswerEarly(byte firstSequence) => FirstSequence = firstSequence;
}
