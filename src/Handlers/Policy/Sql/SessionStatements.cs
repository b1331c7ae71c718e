using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Codecs.Sql.Inspection;

namespace SceNettyProxy.Handlers.Policy.Sql;

/// <summary>What drivers and tools send by themselves. USE is among it: the proxy lets only the database's own schemas pass.
/// </summary>
internal static class SessionStatements
{
    /// <summary>What their SET gives values to. Variables of the session change nothing for others.</summary>
    public const SetTargets Sets = SetTargets.Autocommit | SetTargets.SessionVariable | SetTargets.UserVariable
        | SetTargets.CharacterSet | SetTargets.Transaction;

    public static bool Contains(StatementVerb verb, StatementForm form) =>
        verb is StatementVerb.Begin or StatementVerb.Savepoint or StatementVerb.ReleaseSavepoint or StatementVerb.Use
        || form is StatementForm.ShowVariables or StatementForm.ShowCollation or StatementForm.ShowCharacterSet
            or StatementForm.ShowWarnings or StatementForm.ShowErrors;
}
