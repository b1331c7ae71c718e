using System.Diagnostics.CodeAnalysis;

namespace SceNettyProxy.Codecs.ProxyProtocol;

/// <summary>What came is no PROXY header. The message says why and holds no data of the peer.</summary>
[SuppressMessage("Design", "CA1032", Justification = "An exception without a reason would say nothing.")]
public sealed class ProxyHeaderException(string message) : Exception(message)
{
    [DoesNotReturn]
    internal static void Throw(string message) => throw new ProxyHeaderException(message);
}
