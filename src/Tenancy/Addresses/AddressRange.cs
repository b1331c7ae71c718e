namespace SceNettyProxy.Tenancy.Addresses;

/// <summary>The addresses of one family from <paramref name="From"/> to <paramref name="To"/>, both included.</summary>
/// <param name="IsIPv4">The numbers are 32 bits wide; 128 otherwise.</param>
/// <param name="From">The lowest address as a number, first byte highest.</param>
/// <param name="To">The highest address, not below <paramref name="From"/>.</param>
internal readonly record struct AddressRange(bool IsIPv4, UInt128 From, UInt128 To);
