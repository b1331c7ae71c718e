namespace SceNettyProxy.Codecs.Sql;

/// <summary>The wish of a hint comment.</summary>
public enum RouteHint : byte
{
    None,
    Primary,
    Replica,
}
