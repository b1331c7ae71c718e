using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.MySql;

/// <summary>
/// What a client sends in place of its login to ask for TLS; protocol page "SSLRequest". The login follows inside TLS,
/// with the next sequence number and the same capabilities.
/// <code>
/// offset  size  field
/// 0       4     capability flags, with Protocol41 and Ssl
/// 4       4     largest packet, in bytes
/// 8       1     collation
/// 9       19    zero
/// 28      4     MariaDB's extended capabilities, where LongPassword is off; else zero
/// </code>
/// </summary>
public static class SslRequest
{
    /// <summary>Bytes of the payload.</summary>
    public const int Length = 32;

    private const int ReservedBytes = 19;
    private const CapabilityFlags Required = CapabilityFlags.Ssl | CapabilityFlags.Protocol41;

    /// <summary>
    /// Whether the first payload of a client is this one. A login cannot be meant: it has at least 34 bytes.
    /// </summary>
    public static bool Is(ReadOnlySpan<byte> payload) =>
        payload.Length == Length && (Capabilities(payload) & Required) == Required;

    /// <summary>Appends the payload; the flags it needs are added to <paramref name="capabilities"/>.</summary>
    public static void Write(
        IByteBuffer output,
        CapabilityFlags capabilities,
        uint maxPacketSize,
        byte collation,
        MariaDbCapabilities mariaDbCapabilities = MariaDbCapabilities.None)
    {
        output.WriteIntLE((int)(capabilities | Required));
        output.WriteIntLE((int)maxPacketSize);
        output.WriteByte(collation);
        output.WriteZero(ReservedBytes);
        output.WriteIntLE(capabilities.HasFlag(CapabilityFlags.LongPassword) ? 0 : (int)mariaDbCapabilities);
    }

    private static CapabilityFlags Capabilities(ReadOnlySpan<byte> payload) =>
        (CapabilityFlags)new PayloadReader(payload).ReadUInt32();
}
