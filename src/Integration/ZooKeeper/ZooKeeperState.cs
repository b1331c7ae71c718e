namespace SceNettyProxy.Integration.ZooKeeper;

/// <summary>What a client knows of its session.</summary>
public enum ZooKeeperState
{
    /// <summary>No connection; the session may live on. The client is looking for a server.</summary>
    Disconnected,

    /// <summary>Connected, the session is alive.</summary>
    Connected,

    /// <summary>
    /// A server said that the session is over: its ephemeral nodes and its watches are gone. The client is about to begin a
    /// new one; <see cref="Connected"/> follows with another <see cref="IZooKeeper.SessionId"/>.
    /// </summary>
    Expired,

    /// <summary>A server refused the user. Final.</summary>
    AuthFailed,

    /// <summary>Closed by its owner. Final.</summary>
    Closed,
}
