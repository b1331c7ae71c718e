using System.Runtime.InteropServices;

namespace SceNettyProxy.Transport.Native;

/// <summary><c>struct iovec</c>: one piece of a gather write.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    public byte* Base;
    public nuint Length;
}
