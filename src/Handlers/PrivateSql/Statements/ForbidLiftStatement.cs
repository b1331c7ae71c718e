using System.Collections.Immutable;
using SceNettyProxy.Handlers.Frontend.Results;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Handlers.PrivateSql.Statements;

/// <summary>SCE FORBID LIFT: allows again what was forbidden in a database, or on a table of it.</summary>
internal sealed class ForbidLiftStatement : PrivateStatement
{
    public override string Words => "FORBID LIFT";

    public override string Argument => "<db> [TABLE <t>]";

    public override string Summary => "lifts the forbids of a database, or of a table of it";

    public override bool IsForOperators => true;

    public override bool TakesText => true;

    public override ImmutableArray<ResultColumn> Columns { get; } = [ResultColumn.Number("lifted")];

    public override SceError? Run(PrivateCall call)
    {
        if (!ForbidOrder.ReadLift(
            call.Argument, call.Session.State.Reading, out string database, out string? table, out string problem))
            return PrivateStatements.SyntaxError(problem);
        call.Pending = LiftAsync(call, database, table);
        return null;
    }

    private static async Task<SceError?> LiftAsync(PrivateCall call, string database, string? table)
    {
        try
        {
            call.Result.Add((long)await call.Services.Forbids.LiftAsync(database, table).ConfigureAwait(false));
            return null;
        }
        catch (ForbidStoreException e)
        {
            return PrivateStatements.NotKept(e.Message);
        }
    }
}
