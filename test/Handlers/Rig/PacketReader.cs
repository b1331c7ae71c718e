using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Rig;

/// <summary>Cuts received bytes into packets; what is not whole yet waits.</summary>
internal sealed class PacketReader
{
    private readonly List<byte> rest = [];

    /// <summary>Bytes of a packet that is not whole.</summary>
    public int RestLength => rest.Count;

    public static List<RawPacket> ReadAll(byte[] bytes)
    {
        var reader = new PacketReader();
        List<RawPacket> packets = reader.Add(bytes);
        Assert.AreEqual(0, reader.RestLength, "the bytes end inside a packet");
        return packets;
    }

    public List<RawPacket> Add(byte[] bytes)
    {
        rest.AddRange(bytes);
        List<RawPacket> packets = [];
        while (rest.Count >= 4)
        {
            int length = rest[0] | rest[1] << 8 | rest[2] << 16;
            if (rest.Count < 4 + length)
                break;
            packets.Add(new RawPacket(rest[3], [.. rest.GetRange(4, length)]));
            rest.RemoveRange(0, 4 + length);
        }

        return packets;
    }
}
