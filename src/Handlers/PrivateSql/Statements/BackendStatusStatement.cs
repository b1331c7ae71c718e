using System.Collections.Immutable;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Frontend.Results;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Handlers.PrivateSql.Statements;

/// <summary>SCE BACKEND STATUS: each server of each database.</summary>
internal sealed class BackendStatusStatement : PrivateStatement
{
    public override string Words => "BACKEND STATUS";

    public override string Summary => "the servers, their connections, and who waits for one";

    public override ImmutableArray<ResultColumn> Columns { get; } =
    [
        ResultColumn.Text("database"), ResultColumn.Text("server"), ResultColumn.Text("role"), ResultColumn.Number("weight"),
        ResultColumn.Text("left_out"), ResultColumn.Number("connections"), ResultColumn.Number("idle"),
        ResultColumn.Number("waiting"), ResultColumn.Number("max"),
    ];

    public override SceError? Run(PrivateCall call)
    {
        foreach (Tenant tenant in call.Tenants)
        {
            if (tenant.Current is not { } definition)
                continue;
            Add(call, definition, definition.Primary, "primary", null);
            foreach (ReplicaDefinition replica in definition.Replicas)
                Add(call, definition, replica.Address, "replica", replica.Weight);
        }

        return null;
    }

    private static void Add(
        PrivateCall call,
        DatabaseDefinition database,
        Endpoint server,
        string role,
        long? weight)
    {
        EndpointPool? pool = call.Services.Pools.Find(database.Name, server);
        call.Result.Add(
            database.Name,
            server.ToString(),
            role,
            weight,
            YesNo.Of(call.Services.Health.IsSkipped(server, call.Services.Time)),
            (long)(pool?.OpenCount ?? 0),
            (long)(pool?.IdleCount ?? 0),
            (long)(pool?.WaitingCount ?? 0),
            (long)call.Services.Settings.Pool.Value.With(database.Pool).Max);
    }
}
