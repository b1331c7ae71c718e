namespace SceNettyProxy.Tenancy.Forbids;

/// <summary>Text that is no forbid; the message names the place in it.</summary>
public sealed class ForbidFormatException(string message, Exception? inner = null) : Exception(message, inner);
