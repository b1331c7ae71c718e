using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace SceNettyProxy.Tenancy.Addresses;

/// <summary>An address as a number that can be compared. An IPv4-mapped IPv6 address is an IPv4 address.</summary>
internal readonly record struct AddressNumber(bool IsIPv4, UInt128 Value)
{
    // ::ffff:0:0/96, the prefix of IPv4-mapped addresses.
    private const uint MappedPrefix = 0x0000FFFF;

    public static AddressNumber Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return new AddressNumber(true, BinaryPrimitives.ReadUInt32BigEndian(bytes));
        UInt128 value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return value >> 32 == MappedPrefix
            ? new AddressNumber(true, (uint)value)
            : new AddressNumber(false, value);
    }
}
