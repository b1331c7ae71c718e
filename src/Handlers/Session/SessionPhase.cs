namespace SceNettyProxy.Handlers.Session;

/// <summary>Where a session stands. <see cref="ProxySession.MoveTo"/> holds the legal moves.</summary>
internal enum SessionPhase : byte
{
    /// <summary>From the accept to the end of the login, and again during a change of user.</summary>
    Login,

    /// <summary>Logged in, no command in flight.</summary>
    Ready,

    /// <summary>A command is being received and judged.</summary>
    Judging,

    /// <summary>A command waits for its backend, or for the backend to be brought to the session's state.</summary>
    Waiting,

    /// <summary>A command was written to a backend; its response is due.</summary>
    Relaying,

    /// <summary>The last packet is on its way out; nothing is read any more.</summary>
    Closing,
    Closed,
}
