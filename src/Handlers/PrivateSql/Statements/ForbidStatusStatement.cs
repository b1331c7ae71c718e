using System.Collections.Immutable;
using SceNettyProxy.Handlers.Frontend.Results;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Handlers.PrivateSql.Statements;

/// <summary>SCE FORBID STATUS: what is forbidden.</summary>
internal sealed class ForbidStatusStatement : PrivateStatement
{
    public override string Words => "FORBID STATUS";

    public override string Summary => "what is forbidden; NULL seconds are for ever";

    public override ImmutableArray<ResultColumn> Columns { get; } =
    [
        ResultColumn.Text("database"), ResultColumn.Text("object"), ResultColumn.Text("name"), ResultColumn.Text("verbs"),
        ResultColumn.Number("seconds_left"), ResultColumn.Text("reason"),
    ];

    public override SceError? Run(PrivateCall call)
    {
        double now = ForbidDefinition.ClockOf(call.Services.Time);
        HashSet<string> seen = [.. call.Tenants.Select(static tenant => tenant.Name)];
        foreach ((string database, ForbidDefinition forbid) in call.Services.Forbids.List())
        {
            if (!seen.Contains(database))
                continue;
            long? left = forbid.Kind == ForbidKind.Permanent ? null : forbid.SecondsLeft(now);
            if (forbid.Object == ForbidObject.Database)
                call.Result.Add(database, "database", database, Text(forbid.Verbs), left, forbid.Reason);
            foreach (TableForbid table in forbid.Tables)
                call.Result.Add(database, "table", table.Name, Text(table.Verbs), left, forbid.Reason);
        }

        return null;
    }

    private static string Text(ForbidVerbs verbs) => string.Join(", ", verbs.Words);
}
