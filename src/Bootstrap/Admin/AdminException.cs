namespace SceNettyProxy.Bootstrap.Admin;

/// <summary>The admin port of a proxy did not answer as it should. The message is for the operator.</summary>
internal sealed class AdminException(string message, Exception? inner = null) : Exception(message, inner);
