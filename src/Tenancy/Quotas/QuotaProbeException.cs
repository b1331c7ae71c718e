namespace SceNettyProxy.Tenancy.Quotas;

/// <summary>A server did not tell what a database takes; the message says why, without any password.</summary>
/// <param name="isServerDown">The server answers nobody: to ask it for another database would only take time.</param>
public sealed class QuotaProbeException(string message, bool isServerDown = false, Exception? inner = null)
    : Exception(message, inner)
{
    public bool IsServerDown => isServerDown;
}
