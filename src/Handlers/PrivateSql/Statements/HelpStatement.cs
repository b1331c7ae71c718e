using System.Collections.Immutable;
using SceNettyProxy.Handlers.Frontend.Results;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.PrivateSql.Statements;

/// <summary>SCE HELP: the statements that the session may send.</summary>
internal sealed class HelpStatement : PrivateStatement
{
    public override string Words => "HELP";

    public override string Summary => "these statements";

    public override ImmutableArray<ResultColumn> Columns { get; } =
        [ResultColumn.Text("statement"), ResultColumn.Text("columns"), ResultColumn.Text("meaning")];

    public override SceError? Run(PrivateCall call)
    {
        foreach (PrivateStatement statement in PrivateStatements.All)
        {
            if (statement.IsForOperators && !call.Session.IsOperator)
                continue;
            call.Result.Add(
                $"SCE {statement.Words} {statement.Argument}".TrimEnd(),
                string.Join(", ", statement.Columns.Select(static column => column.Name)),
                statement.Summary);
        }

        return null;
    }
}
