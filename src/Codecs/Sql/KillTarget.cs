namespace SceNettyProxy.Codecs.Sql;

/// <summary>What a KILL statement names.</summary>
public enum KillTarget : byte
{
    /// <summary>A connection by its number.</summary>
    Connection,

    /// <summary><c>CONNECTION_ID()</c>: the connection that the statement runs on.</summary>
    Self,

    /// <summary>MariaDB's QUERY ID: a statement by the server's number for it.</summary>
    Query,

    /// <summary>MariaDB's USER: all connections of an account.</summary>
    User,

    /// <summary>USER CURRENT_USER.</summary>
    CurrentUser,
}
