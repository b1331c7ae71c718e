namespace SceNettyProxy.Handlers.Backend.Authentication;

/// <summary>The proxy does not go on with a login to a server; the message says why and what to set, for the log.</summary>
internal sealed class ServerLoginException(string message) : Exception(message);
