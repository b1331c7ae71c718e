using System.Text.Json.Nodes;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Integration.ZooKeeper.Content;

/// <summary>Writes the node of a type.</summary>
internal static class TypeJson
{
    public static string Write(TypeDefinition type) => new JsonObject
    {
        ["maxconn"] = type.Connections,
        ["disk"] = type.Disk,
        ["network"] = type.Network,
        ["tablesize"] = type.TableSize,
        ["tablerows"] = type.TableRows,
        ["tablenums"] = type.Tables,
        ["slowquery_duration"] = type.SlowQueryDuration.TotalSeconds,
        ["slowquery_times"] = type.SlowQueries,
        ["cputime"] = type.CpuTime.TotalSeconds,
    }.ToJsonString();
}
