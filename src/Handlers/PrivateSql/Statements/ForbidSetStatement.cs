using System.Collections.Immutable;
using SceNettyProxy.Handlers.Frontend.Results;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Handlers.PrivateSql.Statements;

/// <summary>SCE FORBID SET: takes verbs away from a database or from tables of it.</summary>
internal sealed class ForbidSetStatement : PrivateStatement
{
    public override string Words => "FORBID SET";

    public override string Argument =>
        "<db> [TABLE <t>[, <t>]] <ALL | verb[, verb]> FOR <n> SECONDS | PERMANENT [BECAUSE '<reason>']";

    public override string Summary => "forbids verbs in a database, or on tables of it";

    public override bool IsForOperators => true;

    public override bool TakesText => true;

    public override ImmutableArray<ResultColumn> Columns { get; } = [ResultColumn.Text("outcome")];

    public override SceError? Run(PrivateCall call)
    {
        if (ForbidOrder.ReadSet(call.Argument, call.Session.State.Reading, out string problem) is not { } order)
            return PrivateStatements.SyntaxError(problem);
        // A forbid that is kept but hits nothing would leave a database open that is believed closed.
        if (call.Services.Registry.Find(order.Database) is null)
            return call.Services.Errors.DatabaseNotExisted(order.Database);
        call.Pending = SetAsync(call, order);
        return null;
    }

    private static async Task<SceError?> SetAsync(PrivateCall call, DatabaseForbid order)
    {
        ForbidOutcome outcome;
        try
        {
            outcome = await call.Services.Forbids.SetAsync(order.Database, order.Forbid).ConfigureAwait(false);
        }
        catch (ForbidStoreException e)
        {
            return PrivateStatements.NotKept(e.Message);
        }

        call.Result.Add(outcome == ForbidOutcome.Set ? "set" : "already forbidden; nothing has changed");
        return null;
    }
}
