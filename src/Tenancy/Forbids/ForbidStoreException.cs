namespace SceNettyProxy.Tenancy.Forbids;

/// <summary>Forbids could not be read or kept; the message says where and why.</summary>
public sealed class ForbidStoreException(string message, Exception? inner = null) : Exception(message, inner);
