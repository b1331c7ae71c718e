using SceNettyProxy.EndToEnd.Comparing;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.Drivers.External;

/// <summary>What a program finds on either side, and the variables of the environment that tell it.</summary>
internal static class ExternalSchemas
{
    /// <summary>A second database, with an account of its own: for COM_CHANGE_USER and for USE.</summary>
    public const string Other = "e2e_other";

    /// <summary>Has all rights on <see cref="Other"/> and on nothing else.</summary>
    public const string OtherUser = "e2e_other";

    /// <summary>The password of <see cref="OtherUser"/>.</summary>
    public const string OtherPassword = "other-secret";

    // The backslash takes away the meaning of the underscore, so that the right is on this schema alone.
    private const string Make = $"""
        DROP DATABASE IF EXISTS {Other};
        CREATE DATABASE {Other};
        CREATE TABLE {Other}.place (name VARCHAR(20) PRIMARY KEY);
        INSERT INTO {Other}.place VALUES ('the other schema');
        CREATE USER IF NOT EXISTS {OtherUser}@'127.0.0.1' IDENTIFIED BY '{OtherPassword}';
        GRANT ALL ON `e2e\_other`.* TO {OtherUser}@'127.0.0.1';
        """;

    /// <summary>Makes both schemas anew; the first is empty, the second holds the table <c>place</c> of one row.</summary>
    public static async Task CreateAsync()
    {
        await SharedServers.Cluster.AdministerAsync(ServerRole.Primary, Make);
        await FreshSchema.CreateAsync(string.Empty);
    }

    /// <summary>The variables for a program that is to connect to <paramref name="port"/>.</summary>
    public static Dictionary<string, string> Environment(int port) => new()
    {
        ["DB_HOST"] = "127.0.0.1",
        ["DB_PORT"] = port.ToString(),
        ["DB_USER"] = MariaDbCluster.User,
        ["DB_PASSWORD"] = MariaDbCluster.Password,
        ["DB_NAME"] = SharedServers.Schema,
        ["DB_OTHER_USER"] = OtherUser,
        ["DB_OTHER_PASSWORD"] = OtherPassword,
        ["DB_OTHER_NAME"] = Other,
        ["DB_TLS_CA"] = SharedServers.Cluster.Tls.Ca,
    };
}
