namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>Whether connections begin with a PROXY header.</summary>
internal enum ProxyHeaderMode
{
    /// <summary>They do not; one would be taken for a broken login.</summary>
    Off,

    /// <summary>Every connection does.</summary>
    Required,
}
