using System.Text;
using BenchmarkDotNet.Attributes;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Codecs.Sql.Digests;
using SceNettyProxy.Codecs.Sql.Inspection;

namespace SceNettyProxy.Benchmarks;

/// <summary>The passes over a text: its tokens alone, what a policy wants to know, and the normalised form of learning.</summary>
public class TextBenchmarks
{
    private static readonly SqlReading Reading = new(CharsetFamily.Plain, SqlModes.None, ModesKnown: true, ServerFlavor.MariaDb);

    private readonly StatementInspector inspector = new();
    private readonly StatementDigester digester = new();
    private byte[] text = [];
    private byte[] other = [];

    [Params("SELECT c FROM sbtest1 WHERE id=5012", "SELECT DISTINCT c FROM sbtest1 WHERE id BETWEEN 4988 AND 5087 ORDER BY c LIMIT 2")]
    public string Sql { get; set; } = "";

    [GlobalSetup]
    public void Encode()
    {
        text = Encoding.UTF8.GetBytes(Sql);
        other = Encoding.UTF8.GetBytes(Sql.Replace('2', '3'));
    }

    [Benchmark]
    public int Tokenize()
    {
        int count = 0;
        var tokenizer = new SqlTokenizer(text, Reading);
        while (tokenizer.Read())
            count++;
        return count;
    }

    [Benchmark]
    public int Inspect()
    {
        (text, other) = (other, text);
        return inspector.Inspect(text, Reading).Count;
    }

    [Benchmark]
    public bool Digest() => digester.Digest(text, Reading);
}
