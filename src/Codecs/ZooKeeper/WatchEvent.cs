namespace SceNettyProxy.Codecs.ZooKeeper;

/// <summary>A watch's notification; jute record <c>int type, int state, ustring path</c>.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Path">The node.</param>
public readonly record struct WatchEvent(WatchEventType Type, string Path)
{
    /// <summary>Reads the record. The state is that of the connection, which the receiver knows better.</summary>
    /// <exception cref="ZooKeeperProtocolException">It is malformed.</exception>
    public static WatchEvent Read(ref JuteReader reader)
    {
        var type = (WatchEventType)reader.ReadInt32();
        reader.ReadInt32();
        return new WatchEvent(type, reader.ReadString());
    }
}
