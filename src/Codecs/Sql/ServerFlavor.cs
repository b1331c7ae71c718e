namespace SceNettyProxy.Codecs.Sql;

/// <summary>Which family of servers runs the statement. A name that is built in on one may be a stored function on the other.</summary>
public enum ServerFlavor : byte
{
    Unknown,
    MySql,
    MariaDb,
}
