using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace SceNettyProxy.Benchmarks;

/// <summary>
/// All of them within about a minute: in this process, a few short rounds each. The allocations are exact, the times are good for
/// orders of magnitude and for comparisons on a quiet machine.
/// </summary>
internal static class ShortRun
{
    public static IConfig Config { get; } = ManualConfig.Create(DefaultConfig.Instance)
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(3)
            .WithIterationCount(5)
            .WithIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(150)));
}
