using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.ZooKeeper.Requests;

/// <summary>
/// Begins or resumes a session; the first frame of a connection, without a request header: <c>int protocolVersion,
/// long lastZxidSeen, int timeOut, long sessionId, buffer passwd, boolean readOnly</c>.
/// </summary>
/// <param name="LastZxid">A server that has seen less refuses; 0 takes any.</param>
/// <param name="Timeout">Milliseconds.</param>
/// <param name="SessionId">0 begins a new session.</param>
/// <param name="Password">As the server gave it.</param>
public readonly record struct ConnectRequest(long LastZxid, int Timeout, long SessionId, ReadOnlyMemory<byte> Password)
{
    /// <summary>Bytes of a session's password; all zero for a new session.</summary>
    public const int PasswordLength = 16;

    /// <summary>Appends the frame.</summary>
    public void WriteFrame(IByteBuffer output)
    {
        int start = RequestFrame.Begin(output);
        output.WriteInt(0);
        output.WriteLong(LastZxid);
        output.WriteInt(Timeout);
        output.WriteLong(SessionId);
        output.WriteJuteBuffer(Password.Span);
        output.WriteBoolean(false);
        RequestFrame.End(output, start);
    }
}
