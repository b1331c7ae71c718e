using System.Diagnostics.CodeAnalysis;

namespace SceNettyProxy.Codecs.MySql;

/// <summary>
/// The peer sent bytes that are not the MySQL protocol. The only exception that the decoders of this namespace throw on
/// input, whatever the input is. The stream cannot be read any further. The message never holds data of the peer.
/// </summary>
[SuppressMessage("Design", "CA1032", Justification = "An exception without a ProtocolError would say nothing.")]
public sealed class MySqlProtocolException(ProtocolError error, string message) : Exception(message)
{
    /// <summary>The kind of error, for logs and metrics.</summary>
    public ProtocolError Error { get; } = error;

    // Throwing from a helper keeps the callers small enough to be inlined.
    [DoesNotReturn]
    internal static void Throw(ProtocolError error, string message) =>
        throw new MySqlProtocolException(error, message);
}
