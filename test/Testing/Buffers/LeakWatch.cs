using DotNetty.Common;
using DotNetty.Common.Internal.Logging;

namespace SceNettyProxy.Testing.Buffers;

/// <summary>
/// Collects the reports of DotNetty's leak detector, for the whole process. Call <see cref="Start"/> in the assembly's
/// initializer, before any other DotNetty type is used (its loggers are made once), and <see cref="AssertNoLeak"/> in
/// its cleanup.
/// </summary>
public static class LeakWatch
{
    private const int CollectionRounds = 5;
    private static readonly LeakReports Reports = new();

    /// <summary>Turns paranoid detection on: every pooled buffer is followed.</summary>
    public static void Start()
    {
        InternalLoggerFactory.DefaultFactory = new LeakLoggerFactory(Reports);
        ResourceLeakDetector.Level = ResourceLeakDetector.DetectionLevel.Paranoid;
    }

    /// <summary>The reports so far, each with the buffer's history. Collects garbage first, since a leak shows only then.</summary>
    public static IReadOnlyList<string> Collect()
    {
        for (var round = 0; round < CollectionRounds; round++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
            GC.WaitForPendingFinalizers();
        }

        return Reports.Take();
    }

    /// <summary>Fails when any buffer was lost without its last release.</summary>
    public static void AssertNoLeak()
    {
        var leaks = Collect();
        if (leaks.Count > 0)
            throw new InvalidOperationException($"{leaks.Count} leaked buffers, the first: {leaks[0]}");
    }
}
