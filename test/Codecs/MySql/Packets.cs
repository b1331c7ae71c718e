using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Codecs.Tests.MySql;

/// <summary>Puts headers in front of payloads that are written out in the tests.</summary>
internal static class Packets
{
    /// <summary>One packet; a payload of 16 MiB or more is split.</summary>
    public static byte[] Of(byte sequence, params byte[] payload)
    {
        var output = new MemoryStream();
        int length;
        do
        {
            length = Math.Min(payload.Length, PacketHeader.MaxPayload);
            output.Write([(byte)length, (byte)(length >> 8), (byte)(length >> 16), sequence++]);
            output.Write(payload, 0, length);
            payload = payload[length..];
        }
        while (length == PacketHeader.MaxPayload);
        return output.ToArray();
    }

    public static byte[] Eof(byte sequence, ushort status = 2) =>
        Of(sequence, 0xFE, 0, 0, (byte)status, (byte)(status >> 8));

    public static byte[] Ok(byte sequence, ushort status = 2, byte header = 0) =>
        Of(sequence, header, 0, 0, (byte)status, (byte)(status >> 8), 0, 0);

    /// <summary>Stands for a column definition; the scanner does not read any.</summary>
    public static byte[] Definition(byte sequence) => Of(sequence, 3, (byte)'d', (byte)'e', (byte)'f');

    public static MySqlProtocolException AssertThrows(ProtocolError error, Action action)
    {
        var exception = Assert.ThrowsExactly<MySqlProtocolException>(action);
        Assert.AreEqual(error, exception.Error);
        return exception;
    }
}
