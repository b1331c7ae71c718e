namespace SceNettyProxy.Codecs.MySql;

/// <summary>Where in a response the scanner is. A struct, so that a scan that fails leaves it as it was.</summary>
internal struct ResponseState
{
    public ResponsePhase Phase;

    /// <summary>The number that the next packet must have.</summary>
    public byte NextSequence;

    /// <summary>The last packet had 16 MiB less a byte: the next one belongs to it.</summary>
    public bool Continues;

    /// <summary>The response ends behind the logical packet that is being skipped.</summary>
    public bool EndsAfterPacket;

    /// <summary>Payload bytes of the packet in progress that are still to be skipped.</summary>
    public int Rest;

    /// <summary>Definitions still due in <see cref="ResponsePhase.Definitions"/>.</summary>
    public int Definitions;

    /// <summary>The columns of a prepare, whose definitions come behind those of the parameters.</summary>
    public int LaterDefinitions;

    /// <summary><see cref="Digest"/> is that of a list of columns, the one being passed or the last one.</summary>
    public bool DigestsColumns;

    /// <summary><see cref="Rest"/> is of a column's definition that goes into <see cref="Digest"/>.</summary>
    public bool IsInColumn;

    public ulong Digest;

    public long Rows;
}
