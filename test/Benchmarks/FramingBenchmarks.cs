using BenchmarkDotNet.Attributes;
using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Benchmarks;

/// <summary>The headers of a stream of packets, as the client sends a long command or a file.</summary>
public class FramingBenchmarks
{
    private const int PacketLength = 190;

    private byte[] stream = [];

    [Params(1, 100)]
    public int Packets { get; set; }

    [GlobalSetup]
    public void Build()
    {
        List<byte> bytes = [];
        for (int i = 0; i < Packets; i++)
            bytes.AddRange([PacketLength, 0, 0, (byte)i, .. new byte[PacketLength]]);
        stream = [.. bytes];
    }

    [Benchmark]
    public int Frame()
    {
        var framer = new PacketFramer(firstSequence: 0);
        ReadOnlySpan<byte> left = stream;
        int count = 0;
        while (!left.IsEmpty)
        {
            left = left[framer.Read(left).Consumed..];
            count++;
        }

        return count;
    }
}
