using System.Buffers.Binary;
using System.Text;

namespace SceNettyProxy.Testing.Wire;

/// <summary>One packet as it came: its sequence number and its payload.</summary>
public sealed record RawPacket(byte Sequence, byte[] Payload)
{
    /// <summary>True for an OK packet as the answer to a login or to a command without rows.</summary>
    public bool IsOk => this.Payload.Length > 0 && this.Payload[0] == 0x00;

    /// <summary>True for an error packet.</summary>
    public bool IsError => this.Payload.Length > 0 && this.Payload[0] == 0xFF;

    /// <summary>True for the classic EOF packet, which ends column definitions and rows.</summary>
    public bool IsEof => this.Payload is { Length: > 0 and < 9 } payload && payload[0] == 0xFE;

    /// <summary>The error number of an error packet.</summary>
    public int ErrorCode => BinaryPrimitives.ReadUInt16LittleEndian(this.Payload.AsSpan(1));

    /// <summary>The five characters behind the <c>#</c>; empty for an error before the login, which has none.</summary>
    public string SqlState => this.HasSqlState ? Encoding.ASCII.GetString(this.Payload, 4, 5) : string.Empty;

    /// <summary>The text of an error packet.</summary>
    public string ErrorMessage => Encoding.UTF8.GetString(this.Payload.AsSpan(this.HasSqlState ? 9 : 3));

    private bool HasSqlState => this.Payload.Length >= 9 && this.Payload[3] == (byte)'#';

    /// <inheritdoc/>
    public override string ToString() => this.IsError
        ? $"[{this.Sequence}] error {this.ErrorCode} ({this.SqlState}) {this.ErrorMessage}"
        : $"[{this.Sequence}] {Convert.ToHexString(this.Payload.AsSpan(0, Math.Min(this.Payload.Length, 64)))} ({this.Payload.Length} bytes)";
}
