namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>Who takes the connections of a listener.</summary>
internal enum AcceptMode
{
    /// <summary>The boss, which gives them to the event loops in turn.</summary>
    Boss,

    /// <summary>Each event loop for itself, at a socket of its own (SO_REUSEPORT); the kernel spreads the clients.</summary>
    Loops,
}
