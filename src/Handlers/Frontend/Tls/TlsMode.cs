namespace SceNettyProxy.Handlers.Frontend.Tls;

/// <summary>Whether the clients of a listener encrypt.</summary>
public enum TlsMode
{
    /// <summary>TLS is not offered.</summary>
    Off,

    /// <summary>As the client likes.</summary>
    Optional,

    /// <summary>A login without TLS gets error 3159.</summary>
    Required,
}
