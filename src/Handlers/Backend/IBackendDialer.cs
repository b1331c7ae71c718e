namespace SceNettyProxy.Handlers.Backend;

/// <summary>Opens the channel of a backend connection and logs in.</summary>
internal interface IBackendDialer
{
    /// <summary>
    /// Ends in <see cref="BackendConnection.BecomeReady"/> or <see cref="BackendConnection.Fail"/>, on the connection's
    /// loop, within the connect timeout. Called on that loop.
    /// </summary>
    void Dial(BackendConnection connection);
}
