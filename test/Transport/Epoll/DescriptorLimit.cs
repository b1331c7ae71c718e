using System.ComponentModel;
using System.Runtime.InteropServices;

namespace SceNettyProxy.Transport.Tests.Epoll;

/// <summary>Leaves this process without a free descriptor until it is disposed.</summary>
internal sealed partial class DescriptorLimit : IDisposable
{
    private const int Descriptors = 7;

    private readonly Limit before;
    private readonly List<int> fillers = [];

    private DescriptorLimit(Limit before)
    {
        this.before = before;
    }

    public static DescriptorLimit Exhausted()
    {
        Check(Get(Descriptors, out Limit limit));
        // The kernel compares the lowest free number with the limit.
        int lowestFree = Enumerable.Range(0, int.MaxValue).First(number => !Path.Exists($"/proc/self/fd/{number}"));
        DescriptorLimit exhausted = new(limit);
        Check(Set(Descriptors, limit with { Current = (ulong)lowestFree }));
        // What others have given back meanwhile.
        while (Duplicate(0) is var taken && taken >= 0)
            exhausted.fillers.Add(taken);
        return exhausted;
    }

    public void Dispose()
    {
        Check(Set(Descriptors, before));
        fillers.ForEach(taken => Check(Close(taken)));
    }

    private static void Check(int result)
    {
        if (result < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Get(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Set(int resource, in Limit limit);

    [LibraryImport("libc", EntryPoint = "dup", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);

    [StructLayout(LayoutKind.Sequential)]
    private record struct Limit(ulong Current, ulong Maximum);
}
