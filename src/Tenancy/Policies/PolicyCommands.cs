namespace SceNettyProxy.Tenancy.Policies;

/// <summary>Commands of the protocol that act on a server and have no statement that would stand for them.</summary>
[Flags]
public enum PolicyCommands
{
    None = 0,

    /// <summary>COM_REFRESH: what FLUSH does, by a bit mask.</summary>
    Refresh = 1 << 0,

    /// <summary>COM_SHUTDOWN.</summary>
    Shutdown = 1 << 1,

    /// <summary>COM_DEBUG: the server writes its state into its log.</summary>
    Debug = 1 << 2,
}
