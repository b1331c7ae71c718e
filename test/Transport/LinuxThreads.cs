namespace SceNettyProxy.Transport.Tests;

/// <summary>What the kernel says of the threads of this process.</summary>
internal static class LinuxThreads
{
    private const string CpusKey = "Cpus_allowed_list:";

    /// <summary>The CPUs of the thread of that name, in the kernel's notation: <c>0-3,7</c>.</summary>
    public static string CpusOf(string threadName)
    {
        foreach (string task in Directory.EnumerateDirectories("/proc/self/task"))
        {
            if (File.ReadAllText(Path.Combine(task, "comm")).Trim() == threadName)
                return CpusIn(task);
        }

        throw new InvalidOperationException($"no thread is named {threadName}");
    }

    /// <summary>The CPUs of the main thread.</summary>
    public static string CpusOfProcess() => CpusIn($"/proc/self/task/{Environment.ProcessId}");

    private static string CpusIn(string task) => File.ReadLines(Path.Combine(task, "status"))
        .Single(line => line.StartsWith(CpusKey, StringComparison.Ordinal))[CpusKey.Length..].Trim();
}
