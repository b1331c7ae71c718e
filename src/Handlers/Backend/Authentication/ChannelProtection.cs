namespace SceNettyProxy.Handlers.Backend.Authentication;

/// <summary>What a connection to a server is safe from.</summary>
internal enum ChannelProtection : byte
{
    /// <summary>Anybody on the way may read it.</summary>
    None,

    /// <summary>TLS with a server that nobody has verified.</summary>
    Encrypted,

    /// <summary>TLS with a server whose certificate is of a trusted CA.</summary>
    Verified,
}
