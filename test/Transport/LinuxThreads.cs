namespace SceNettyProxy.Transport.Tests;

/// <summary>What the kernel says of the threads of this process.</summary>
internal static class LinuxThreads
{
    private const string CpusKey = "Cpus_allowed_list:";
    private const string SleepsKey = "voluntary_ctxt_switches:";

    /// <summary>The CPUs of the thread of that name, in the kernel's notation: <c>0-3,7</c>.</summary>
    public static string CpusOf(string threadName)
    {
        string? cpus = null;
        // A thread gives itself its name when it runs, and others may end while they are looked at.
        bool isFound = SpinWait.SpinUntil(() => (cpus = TryCpusOf(threadName)) is not null, TimeSpan.FromSeconds(20));
        return isFound ? cpus! : throw new InvalidOperationException($"no thread is named {threadName}");
    }

    /// <summary>The CPUs of the main thread.</summary>
    public static string CpusOfProcess() => CpusIn($"/proc/self/task/{Environment.ProcessId}");

    /// <summary>How many times the calling thread has gone to sleep.</summary>
    public static long SleepsOfThis() => long.Parse(ValueIn("/proc/thread-self", SleepsKey), null);

    private static string? TryCpusOf(string threadName)
    {
        try
        {
            return Directory.EnumerateDirectories("/proc/self/task")
                .Where(task => File.ReadAllText(Path.Combine(task, "comm")).Trim() == threadName)
                .Select(CpusIn)
                .FirstOrDefault();
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string CpusIn(string task) => ValueIn(task, CpusKey);

    private static string ValueIn(string task, string key) => File.ReadLines(Path.Combine(task, "status"))
        .Single(line => line.StartsWith(key, StringComparison.Ordinal))[key.Length..].Trim();
}
