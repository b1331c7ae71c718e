namespace SceNettyProxy.Tenancy.Settings;

/// <summary>The PROXY header that connections to servers begin with.</summary>
public enum ServerProxyProtocol
{
    Off,

    /// <summary>The text form.</summary>
    V1,

    /// <summary>The binary form.</summary>
    V2,
}
