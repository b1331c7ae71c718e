namespace SceNettyProxy.Codecs.MySql;

/// <summary>What one step of a <see cref="PacketFramer"/> found, as offsets into the data of that step.</summary>
/// <param name="Consumed">Bytes that the step has read; the next one goes on behind them.</param>
/// <param name="PayloadStart">Where the payload bytes of the step begin.</param>
/// <param name="PayloadLength">How many payload bytes there are; they may be a part of a packet.</param>
/// <param name="IsEnd">The logical packet, all 16 MiB parts together, ends here.</param>
public readonly record struct PacketFrame(int Consumed, int PayloadStart, int PayloadLength, bool IsEnd);
