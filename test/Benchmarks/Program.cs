using BenchmarkDotNet.Running;

namespace SceNettyProxy.Benchmarks;

/// <summary>dotnet run --project test/Benchmarks -c Release -- --filter '*'</summary>
internal static class Program
{
    private static void Main(string[] args) =>
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, ShortRun.Config);
}
