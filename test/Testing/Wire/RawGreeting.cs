using System.Buffers.Binary;
using System.Text;

namespace SceNettyProxy.Testing.Wire;

/// <summary>The server's first packet, read field by field as the protocol page of HandshakeV10 lists them.</summary>
/// <param name="ProtocolVersion">10.</param>
/// <param name="ServerVersion">Text.</param>
/// <param name="ConnectionId">The id that the client sees.</param>
/// <param name="Scramble">20 bytes.</param>
/// <param name="Capabilities">The 32 classic flags.</param>
/// <param name="Collation">The id of the default collation.</param>
/// <param name="Status">Status flags.</param>
/// <param name="Plugin">The authentication plugin's name.</param>
public sealed record RawGreeting(
    byte ProtocolVersion, string ServerVersion, uint ConnectionId, byte[] Scramble, uint Capabilities, byte Collation, ushort Status, string Plugin)
{
    /// <summary>Reads a greeting.</summary>
    public static RawGreeting Parse(byte[] payload)
    {
        var version = Text(payload, 1);
        var at = 1 + version.Length + 1;
        var connectionId = BinaryPrimitives.ReadUInt32LittleEndian(payload.AsSpan(at));
        at += 4;
        var first = payload.AsSpan(at, 8);
        at += 8 + 1;
        uint capabilities = BinaryPrimitives.ReadUInt16LittleEndian(payload.AsSpan(at));
        var collation = payload[at + 2];
        var status = BinaryPrimitives.ReadUInt16LittleEndian(payload.AsSpan(at + 3));
        capabilities |= (uint)BinaryPrimitives.ReadUInt16LittleEndian(payload.AsSpan(at + 5)) << 16;
        // Behind the upper flags: one byte scramble length, ten reserved bytes, the other 12 bytes of the scramble and a zero.
        at += 7 + 1 + 10;
        byte[] scramble = [.. first, .. payload.AsSpan(at, 12)];
        return new RawGreeting(payload[0], version, connectionId, scramble, capabilities, collation, status, Text(payload, at + 13));
    }

    private static string Text(byte[] payload, int from)
    {
        var end = Array.IndexOf(payload, (byte)0, from);
        return Encoding.UTF8.GetString(payload.AsSpan(from..(end < 0 ? payload.Length : end)));
    }
}
