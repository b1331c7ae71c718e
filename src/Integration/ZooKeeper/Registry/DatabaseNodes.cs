namespace SceNettyProxy.Integration.ZooKeeper.Registry;

/// <summary>The names of the nodes below that of a database.</summary>
internal static class DatabaseNodes
{
    public const string AuthedIps = "authed_ips";
    public const string Disabled = "db_disabled";
    public const string Type = "dbtype";
    public const string Configuration = "dbconf";
    public const string User = Configuration + "/db_user";
    public const string Password = Configuration + "/db_password";
    public const string Schema = Configuration + "/db_db";
    public const string Primary = Configuration + "/db_host_w";
    public const string Replica = Configuration + "/db_host_r";
    public const string Options = Configuration + "/options";

    /// <summary>Those without which a database is not whole, as it is while it is created node by node.</summary>
    public static IReadOnlyList<string> Required { get; } = [AuthedIps, Disabled, Type, User, Password, Schema, Replica, Primary];

    /// <summary>All of a database that are read.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Required, Options];
}
