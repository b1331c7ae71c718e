using System.ComponentModel;
using System.Runtime.InteropServices;

namespace SceNettyProxy.Transport.Affinity;

/// <summary>Which CPUs a thread may run on. Linux only.</summary>
public static partial class ThreadAffinity
{
    // The kernel's own limit for the mask is far below this.
    private const int MaxCpus = 8192;
    private const int BitsPerWord = 64;
    private const int CallingThread = 0;

    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>The CPUs that this process may run on, in order; empty where affinity is not supported.</summary>
    public static IReadOnlyList<int> AvailableCpus()
    {
        if (!IsSupported)
            return [];
        // The mask of the main thread: it is never pinned, and new threads of the runtime start with it.
        ulong[] mask = new ulong[MaxCpus / BitsPerWord];
        if (GetAffinity(Environment.ProcessId, MaxCpus / 8, mask) < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        return [.. Enumerable.Range(0, MaxCpus).Where(cpu => (mask[cpu / BitsPerWord] >> (cpu % BitsPerWord) & 1) != 0)];
    }

    /// <summary>Checks a list of CPUs before threads are pinned to them; an empty one is always right.</summary>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    /// <exception cref="ArgumentException">A CPU is not available to this process.</exception>
    public static void Validate(IReadOnlyList<int> cpus)
    {
        if (cpus.Count == 0)
            return;
        if (!IsSupported)
            throw new PlatformNotSupportedException("threads can be bound to CPUs on Linux only");
        IReadOnlyList<int> available = AvailableCpus();
        foreach (int cpu in cpus)
        {
            if (!available.Contains(cpu))
                throw new ArgumentException($"CPU {cpu} is not available to this process; there are {string.Join(", ", available)}", nameof(cpus));
        }
    }

    /// <summary>Binds the calling thread to one CPU.</summary>
    /// <exception cref="Win32Exception">The kernel refused.</exception>
    public static void PinCurrentThread(int cpu)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)cpu, (uint)MaxCpus, nameof(cpu));
        ulong[] mask = new ulong[MaxCpus / BitsPerWord];
        mask[cpu / BitsPerWord] = 1UL << (cpu % BitsPerWord);
        if (SetAffinity(CallingThread, MaxCpus / 8, mask) < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetAffinity(int thread, nint bytes, ulong[] mask);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetAffinity(int thread, nint bytes, [Out] ulong[] mask);
}
