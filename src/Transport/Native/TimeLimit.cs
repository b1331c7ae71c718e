using System.Runtime.InteropServices;

namespace SceNettyProxy.Transport.Native;

/// <summary><c>struct timespec</c> of 64-bit systems, and <c>struct __kernel_timespec</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimeLimit
{
    public long Seconds;
    public long Nanoseconds;

    public static TimeLimit Of(TimeSpan time) => new()
    {
        Seconds = time.Ticks / TimeSpan.TicksPerSecond,
        Nanoseconds = time.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick,
    };
}
