using System.Text;
using BenchmarkDotNet.Attributes;
using SceNettyProxy.Codecs.Sql;

namespace SceNettyProxy.Benchmarks;

/// <summary>What it costs to find out where a text goes.</summary>
[MemoryDiagnoser]
public class ClassifierBenchmarks
{
    private static readonly SqlReading Reading = new(CharsetFamily.Plain, SqlModes.None, ModesKnown: true, ServerFlavor.MariaDb);

    private readonly StatementClassifier classifier = new();
    private byte[] text = [];

    [Params(
        "SELECT c FROM sbtest1 WHERE id=5012",
        "SELECT DISTINCT c FROM sbtest1 WHERE id BETWEEN 4988 AND 5087 ORDER BY c",
        "INSERT INTO sbtest1 (id, k, c, pad) VALUES (5012, 4990, '68487932199-96439406143', '67847967377-48000963322')",
        "UPDATE sbtest1 SET k=k+1 WHERE id=5012")]
    public string Sql { get; set; } = "";

    [GlobalSetup]
    public void Encode() => text = Encoding.UTF8.GetBytes(Sql);

    [Benchmark]
    public bool Classify() => classifier.Classify(text, Reading).IsRead;
}
