namespace SceNettyProxy.Testing.Processes;

/// <summary>What /proc tells about a running process.</summary>
public static class ProcessFigures
{
    /// <summary>Resident memory in bytes (VmRSS).</summary>
    public static long ResidentBytes(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
    }

    /// <summary>How many file descriptors are open.</summary>
    public static int OpenDescriptors(int processId) => Directory.GetFileSystemEntries($"/proc/{processId}/fd").Length;
}
