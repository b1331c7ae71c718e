namespace SceNettyProxy.Handlers.Backend;

/// <summary>How far a backend connection had come when it failed: for logs and metrics.</summary>
internal enum BackendStage : byte
{
    /// <summary>No place within the limit.</summary>
    Queue,
    Connect,
    Login,

    /// <summary>A flag that was promised to the client is missing.</summary>
    Capabilities,

    /// <summary>The first statements of the proxy's own.</summary>
    Setup,
    Command,
    Idle,
}
