namespace SceNettyProxy.Integration.ZooKeeper.Client;

/// <summary>Why a connection ended, for the log.</summary>
internal enum CloseReason
{
    /// <summary>The owner is done.</summary>
    Done,

    /// <summary>No connection, or no session, within the connect timeout.</summary>
    ConnectTimeout,

    /// <summary>No connection.</summary>
    ConnectFailed,

    ClosedByServer,

    /// <summary>The socket failed.</summary>
    Broken,

    /// <summary>Nothing came for two thirds of the session timeout, although pings were sent.</summary>
    Silence,

    /// <summary>A request was not answered in time.</summary>
    RequestTimeout,

    /// <summary>The server does not speak the protocol.</summary>
    Garbage,

    AuthFailed,

    /// <summary>The server did not take the watches.</summary>
    WatchesRefused,
}
