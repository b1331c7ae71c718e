using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Codecs.ZooKeeper.Requests;

namespace SceNettyProxy.Integration.ZooKeeper.Client;

/// <summary>What a connection tells its session, and asks of it. On the event loop.</summary>
internal interface IConnectionOwner
{
    ConnectRequest CreateConnectRequest();

    /// <summary>The server has answered; it may also say that the session is over.</summary>
    void OnConnected(ServerConnection connection, in ConnectResponse response);

    /// <summary>The server has seen this transaction.</summary>
    void OnZxid(long zxid);

    /// <summary>A request has set a watch.</summary>
    void OnWatchSet(WatchKind kind, string path);

    void OnWatch(in WatchEvent news);

    void OnClosed(ServerConnection connection, CloseReason reason, Exception? cause);
}
