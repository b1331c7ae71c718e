using BenchmarkDotNet.Attributes;
using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Benchmarks;

/// <summary>What it costs to find the end of a response.</summary>
public class ScannerBenchmarks
{
    private const CapabilityFlags Negotiated = CapabilityFlags.Protocol41 | CapabilityFlags.DeprecateEof;
    private const int RowLength = 190;

    private readonly ResponseScanner scanner = new();
    private byte[] response = [];

    [Params(1, 1000)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Build()
    {
        List<byte> bytes = [];
        byte sequence = 1;
        Add([1]);
        Add(new byte[40]);
        byte[] row = new byte[RowLength];
        Array.Fill(row, (byte)'x');
        row[0] = RowLength - 1;
        for (int i = 0; i < Rows; i++)
            Add(row);
        Add([0xFE, 0, 0, 2, 0, 0, 0]);
        response = [.. bytes];

        void Add(byte[] payload)
        {
            bytes.AddRange([(byte)payload.Length, (byte)(payload.Length >> 8), 0, sequence++]);
            bytes.AddRange(payload);
        }
    }

    [Benchmark]
    public bool Scan()
    {
        scanner.Begin(ResponseContext.Query, Negotiated);
        scanner.Scan(response, out ScanEvent last);
        return last.IsLast;
    }
}
