using System.Runtime.InteropServices;

namespace SceNettyProxy.Transport.Tests.IoUring;

/// <summary>A seccomp filter of one thread, as containers have it: what the probe finds where io_uring is forbidden.</summary>
internal static unsafe partial class SystemCallFilter
{
    private const int SetNoNewPrivileges = 38;
    private const int SetSeccomp = 22;
    private const int FilterMode = 2;
    private const uint Refuse = 0x00050000;
    private const uint Allow = 0x7FFF0000;

    /// <summary>Runs on a thread of its own, on which a system call fails with an error.</summary>
    public static T Run<T>(int systemCall, int errno, Func<T> what)
    {
        T result = default!;
        Exception? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                Install((uint)systemCall, (uint)errno);
                result = what();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result : throw new InvalidOperationException("the filter or what runs under it failed", failure);
    }

    private static void Install(uint systemCall, uint errno)
    {
        // Load the number; if it is the one, refuse; else allow.
        Instruction* program = stackalloc Instruction[]
        {
            new() { Code = 0x20, Value = 0 },
            new() { Code = 0x15, IfNot = 1, Value = systemCall },
            new() { Code = 0x06, Value = Refuse | errno },
            new() { Code = 0x06, Value = Allow },
        };
        Program filter = new() { Length = 4, First = program };
        if (Control(SetNoNewPrivileges, 1, null, 0, 0) != 0 || Control(SetSeccomp, FilterMode, &filter, 0, 0) != 0)
            throw new InvalidOperationException($"prctl failed with error {Marshal.GetLastPInvokeError()}");
    }

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int option, nuint second, void* third, nuint fourth, nuint fifth);

    [StructLayout(LayoutKind.Sequential)]
    private struct Instruction
    {
        public ushort Code;
        public byte If;
        public byte IfNot;
        public uint Value;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Program
    {
        public ushort Length;
        public Instruction* First;
    }
}
