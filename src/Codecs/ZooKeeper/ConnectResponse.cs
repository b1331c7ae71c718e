using System.Diagnostics.CodeAnalysis;

namespace SceNettyProxy.Codecs.ZooKeeper;

/// <summary>
/// The answer to a connect request: <c>int protocolVersion, int timeOut, long sessionId, buffer passwd, boolean readOnly</c>;
/// old servers leave the last one out.
/// </summary>
/// <param name="Timeout">Milliseconds; not positive where the session is over.</param>
/// <param name="SessionId">The session.</param>
/// <param name="Password">Proves the session to another server. A secret.</param>
[SuppressMessage("Performance", "CA1819", Justification = "The array is the caller's own.")]
public readonly record struct ConnectResponse(int Timeout, long SessionId, byte[] Password)
{
    private const int ProtocolVersion = 0;

    /// <summary>Reads the record.</summary>
    /// <exception cref="ZooKeeperProtocolException">It is malformed.</exception>
    public static ConnectResponse Read(ReadOnlySpan<byte> frame)
    {
        var reader = new JuteReader(frame);
        if (reader.ReadInt32() != ProtocolVersion)
            ZooKeeperProtocolException.Throw("The server speaks an unknown version of the protocol.");
        return new ConnectResponse(reader.ReadInt32(), reader.ReadInt64(), reader.ReadBuffer().ToArray());
    }
}
