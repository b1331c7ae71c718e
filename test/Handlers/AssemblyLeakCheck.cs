using SceNettyProxy.Testing.Buffers;

[assembly: DoNotParallelize]

namespace SceNettyProxy.Handlers.Tests;

/// <summary>No test of the assembly may lose a pooled buffer.</summary>
[TestClass]
public static class AssemblyLeakCheck
{
    [AssemblyInitialize]
    public static void Start(TestContext context) => LeakWatch.Start();

    [AssemblyCleanup]
    public static void Assert_that_nothing_leaked() => LeakWatch.AssertNoLeak();
}
