namespace SceNettyProxy.Integration.RabbitMq;

/// <summary>A forbid was not sent, or nobody would get it; the message says why.</summary>
public sealed class ForbidSendException(string message, Exception? inner = null) : Exception(message, inner);
