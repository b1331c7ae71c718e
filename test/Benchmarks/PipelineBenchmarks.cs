using BenchmarkDotNet.Attributes;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Handlers.Tests.Rig.Quiet;

namespace SceNettyProxy.Benchmarks;

/// <summary>
/// A point select on its whole way, client to server and back, with everything on and no system call: what the proxy's and
/// DotNetty's code cost. The two buffers of the reads are DotNetty's (96 bytes each).
/// </summary>
public class PipelineBenchmarks
{
    private const int WarmUp = 100_000;

    private readonly byte[] sameText = Wire.Query("SELECT c FROM sbtest1 WHERE id=5012");
    private readonly byte[] execution = Wire.Execute(1, 0, 1, 8, 0, 5, 0, 0, 0, 0, 0, 0, 0);
    private byte[] text = Wire.Query("SELECT c FROM sbtest1 WHERE id=5013");
    private byte[] otherText = Wire.Query("SELECT c FROM sbtest1 WHERE id=5014");
    private QuietProxy proxy = null!;

    [GlobalSetup]
    public void Connect()
    {
        DotNetty.Common.ResourceLeakDetector.Level = DotNetty.Common.ResourceLeakDetector.DetectionLevel.Disabled;
        proxy = new QuietProxy(TimeProvider.System);
        proxy.Send(Wire.Prepare("SELECT c FROM sbtest1 WHERE id=?"));
        // So much code takes longer than a short run to be compiled for good.
        for (int i = 0; i < WarmUp; i++)
        {
            Text();
            SameText();
            Execute();
        }
    }

    [GlobalCleanup]
    public void Close() => proxy.Dispose();

    /// <summary>With another literal each time.</summary>
    [Benchmark]
    public void Text()
    {
        (text, otherText) = (otherText, text);
        proxy.Send(text);
    }

    [Benchmark]
    public void SameText() => proxy.Send(sameText);

    [Benchmark]
    public void Execute() => proxy.Send(execution);
}
