using System.Diagnostics;

namespace SceNettyProxy.Integration.Tests.File;

/// <summary>Waits for a condition with a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    public static void IsTrue(Func<bool> condition, string expectation)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Deadline)
                Assert.Fail($"not seen in time: {expectation}");
            Thread.Yield();
        }
    }
}
