namespace SceNettyProxy.Codecs.ZooKeeper;

/// <summary>What every answer but that to a connect request begins with: <c>int xid, long zxid, int err</c>.</summary>
/// <param name="Xid">The request's number, or one of the constants.</param>
/// <param name="Zxid">The last transaction that the server has seen; not positive where it does not say.</param>
/// <param name="Error">Anything but <see cref="ZooKeeperError.Ok"/> has no record behind it.</param>
public readonly record struct ReplyHeader(int Xid, long Zxid, ZooKeeperError Error)
{
    /// <summary>Bytes.</summary>
    public const int Size = 16;

    /// <summary>No answer: a <see cref="WatchEvent"/>.</summary>
    public const int WatchXid = -1;

    /// <summary>The client's own choice for closeSession: its requests count from 1.</summary>
    public const int CloseSessionXid = 0;

    public const int PingXid = -2;
    public const int AuthXid = -4;
    public const int SetWatchesXid = -8;

    /// <summary>Reads the header.</summary>
    /// <exception cref="ZooKeeperProtocolException">It is cut off.</exception>
    public static ReplyHeader Read(ref JuteReader reader) =>
        new(reader.ReadInt32(), reader.ReadInt64(), (ZooKeeperError)reader.ReadInt32());
}
