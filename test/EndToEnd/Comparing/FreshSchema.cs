using MySqlConnector;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.Comparing;

/// <summary>Makes the schema of the compared cases anew.</summary>
internal static class FreshSchema
{
    /// <summary>Drops and creates the schema, runs <paramref name="setup"/> in it, and waits for the replicas.</summary>
    public static async Task CreateAsync(string setup)
    {
        var settings = MariaDbCluster.ConnectionString(SharedServers.DirectPort);
        await using var connection = new MySqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        var sql = $"DROP DATABASE IF EXISTS {SharedServers.Schema}; CREATE DATABASE {SharedServers.Schema}; USE {SharedServers.Schema}; {setup}";
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
        await SharedServers.Cluster.WaitForReplicasAsync();
    }
}
