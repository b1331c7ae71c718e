using SceNettyProxy.Integration.Tests.ZooKeeper;
using SceNettyProxy.Testing.Buffers;

namespace SceNettyProxy.Integration.Tests;

/// <summary>No test of the assembly may lose a pooled buffer, and the servers that tests share end with it.</summary>
[TestClass]
public static class AssemblyHooks
{
    [AssemblyInitialize]
    public static void Start(TestContext context) => LeakWatch.Start();

    [AssemblyCleanup]
    public static async Task Stop_and_assert_that_nothing_leaked()
    {
        await SharedZooKeeper.StopAsync();
        LeakWatch.AssertNoLeak();
    }
}
