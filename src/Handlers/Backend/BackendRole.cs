namespace SceNettyProxy.Handlers.Backend;

/// <summary>What a backend connection is used for.</summary>
internal enum BackendRole : byte
{
    Primary,
    Replica,
}
