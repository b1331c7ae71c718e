namespace SceNettyProxy.Codecs.MySql;

/// <summary>One finding of <see cref="ResponseScanner.Scan"/>. Offsets are into the data of that call.</summary>
public readonly record struct ScanEvent
{
    public ScanEventKind Kind { get; init; }

    /// <summary>Where the packet of the event begins, at its header. Everything in front of it is forwarded as it is.</summary>
    public int PacketStart { get; init; }

    /// <summary>Where it ends; the same as what Scan returned.</summary>
    public int PacketEnd { get; init; }

    /// <summary>The response to this command is complete behind this packet.</summary>
    public bool IsLast { get; init; }

    /// <summary>The status flags of an OK or EOF packet.</summary>
    public ServerStatus Status { get; init; }

    /// <summary>How many warnings an OK, EOF or prepare header announces.</summary>
    public ushort Warnings { get; init; }

    /// <summary>The code of an error packet.</summary>
    public ushort ErrorCode { get; init; }

    /// <summary>The server's id of the statement, of a prepare header.</summary>
    public uint StatementId { get; init; }

    /// <summary>Columns of a prepare header, or of a result.</summary>
    public ushort Columns { get; init; }

    /// <summary>The definitions of the result's columns follow; of a column count.</summary>
    public bool DefinitionsFollow { get; init; }

    /// <summary>Parameters of a prepare header.</summary>
    public ushort Params { get; init; }

    /// <summary>Where the payload of the packet begins.</summary>
    public int PayloadStart => PacketStart + PacketHeader.Size;
}
