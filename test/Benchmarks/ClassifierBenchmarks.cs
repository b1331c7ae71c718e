using System.Text;
using BenchmarkDotNet.Attributes;
using SceNettyProxy.Codecs.Sql;

namespace SceNettyProxy.Benchmarks;

/// <summary>What it costs to find out where a text goes: one that differs from that before, as those of one statement with other
/// literals do, and the same again.</summary>
public class ClassifierBenchmarks
{
    private static readonly SqlReading Reading = new(CharsetFamily.Plain, SqlModes.None, ModesKnown: true, ServerFlavor.MariaDb);

    private readonly StatementClassifier classifier = new();
    private byte[] text = [];
    private byte[] other = [];

    [Params(
        "SELECT c FROM sbtest1 WHERE id=5012",
        "SELECT DISTINCT c FROM sbtest1 WHERE id BETWEEN 4988 AND 5087 ORDER BY c",
        "INSERT INTO sbtest1 (id, k, c, pad) VALUES (5012, 4990, '68487932199-96439406143', '67847967377-48000963322')",
        "UPDATE sbtest1 SET k=k+1 WHERE id=5012")]
    public string Sql { get; set; } = "";

    [GlobalSetup]
    public void Encode()
    {
        text = Encoding.UTF8.GetBytes(Sql);
        other = Encoding.UTF8.GetBytes(Sql.Replace('2', '3'));
    }

    [Benchmark]
    public bool Classify()
    {
        (text, other) = (other, text);
        return classifier.Classify(text, Reading).IsRead;
    }

    [Benchmark]
    public bool Again() => classifier.Classify(text, Reading).IsRead;
}
