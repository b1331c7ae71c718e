namespace SceNettyProxy.Tenancy.Secrets;

/// <summary>A key or an encrypted value cannot be used. The message holds neither.</summary>
public sealed class SecretException(string message, Exception? inner = null) : Exception(message, inner);
