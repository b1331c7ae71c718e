namespace SceNettyProxy.Tenancy.Usage;

/// <summary>Usage cannot be counted where it should be. The message is for the operator and names the file.</summary>
public sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
