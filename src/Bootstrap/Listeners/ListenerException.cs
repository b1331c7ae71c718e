namespace SceNettyProxy.Bootstrap.Listeners;

/// <summary>A listener cannot be opened. The message is for the operator.</summary>
internal sealed class ListenerException(string message, Exception inner) : Exception(message, inner);
