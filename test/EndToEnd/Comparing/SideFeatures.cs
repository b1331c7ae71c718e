using System.Text.Json.Nodes;
using SceNettyProxy.EndToEnd.Drivers.External;
using SceNettyProxy.Testing;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.Comparing;

/// <summary>
/// Turns on in the shared proxy what the server offers by itself: TLS, compression, LOAD DATA LOCAL, a change of the schema.
/// The proxy refuses unknown keys, so what is new is written only where the shipped configuration names it.
/// </summary>
internal static class SideFeatures
{
    private static readonly string ProxyKeys = Shipped("proxy.json");
    private static readonly string DatabaseKeys = Shipped("databases.json");

    /// <summary>Adds the settings to a configuration.</summary>
    public static void TurnOn(ProxyConfiguration configuration, string database, TlsFiles tls)
    {
        var listener = configuration.Proxy["listeners"]![0]!.AsObject();
        if (ProxyKeys.Contains("\"tls\"", StringComparison.Ordinal))
            listener["tls"] = new JsonObject { ["mode"] = "optional", ["certificate"] = tls.ServerCertificate, ["key"] = tls.ServerKey };
        if (ProxyKeys.Contains("\"compression\"", StringComparison.Ordinal))
            listener["compression"] = true;
        if (DatabaseKeys.Contains("\"allowLocalInfile\"", StringComparison.Ordinal))
            configuration.Database(database)["allowLocalInfile"] = true;
        // The account may use them, so a session on the server itself can change to them.
        configuration.Database(database)["schemas"] = new JsonArray(MariaDbCluster.Schema, ExternalSchemas.Other);
    }

    private static string Shipped(string file) => File.ReadAllText(Path.Combine(RepositoryPaths.Root, "conf", file));
}
