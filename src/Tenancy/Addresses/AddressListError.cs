namespace SceNettyProxy.Tenancy.Addresses;

/// <summary>Why one entry of an address list cannot be read.</summary>
/// <param name="Index">The entry's place in the list, from 0.</param>
/// <param name="Message">What is wrong with it, quoting the entry.</param>
public readonly record struct AddressListError(int Index, string Message);
