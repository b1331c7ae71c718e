using System.Runtime.InteropServices;

namespace SceNettyProxy.Transport.Native;

/// <summary>Where the native transports can run.</summary>
internal static class NativePlatform
{
    /// <summary>Why they cannot run here, whatever the kernel offers; null if they can.</summary>
    public static string? Missing()
    {
        if (!OperatingSystem.IsLinux())
            return "this is not Linux";
        return RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64
            ? null
            : $"it does not know {RuntimeInformation.ProcessArchitecture} processors";
    }
}
