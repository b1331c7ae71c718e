using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Handlers.Policy.Forbids;

/// <summary>
/// What a statement does by its verb. It counts for every verb whose privilege a server would ask for, or whose effect it
/// has, so that a forbid is not escaped by another word for the same.
/// </summary>
internal static class VerbOperations
{
    public static SqlOperations Of(StatementVerb verb) => verb switch
    {
        StatementVerb.Select or StatementVerb.TableOrValues => SqlOperations.Select,
        StatementVerb.Insert => SqlOperations.Insert,
        // It deletes the row that stands in its way.
        StatementVerb.Replace => SqlOperations.Replace | SqlOperations.Insert | SqlOperations.Delete,
        StatementVerb.Update => SqlOperations.Update,
        StatementVerb.Delete => SqlOperations.Delete,
        StatementVerb.LoadData => SqlOperations.Load | SqlOperations.Insert,
        StatementVerb.Truncate => SqlOperations.Truncate | SqlOperations.Delete | SqlOperations.Drop,
        // What a procedure does is in no text that is here.
        StatementVerb.Call => SqlOperations.Call,
        StatementVerb.Do => SqlOperations.Do | SqlOperations.Select,
        StatementVerb.Handler => SqlOperations.Handler | SqlOperations.Select,
        StatementVerb.Explain => SqlOperations.Explain,
        StatementVerb.Describe => SqlOperations.Explain | SqlOperations.Show,
        StatementVerb.Rename => SqlOperations.Rename | SqlOperations.Alter,
        StatementVerb.Begin => SqlOperations.Begin,
        StatementVerb.Set or StatementVerb.SetStatement or StatementVerb.SetPassword or StatementVerb.SetRole
            or StatementVerb.SetDefaultRole => SqlOperations.Set,
        StatementVerb.LockTables or StatementVerb.LockInstance => SqlOperations.Lock,
        StatementVerb.UnlockTables or StatementVerb.UnlockInstance => SqlOperations.Unlock,
        StatementVerb.ReleaseSavepoint => SqlOperations.Release,
        StatementVerb.GetDiagnostics => SqlOperations.Get,
        StatementVerb.Xa => SqlOperations.XaEnd,
        // Every verb inside it is found by itself.
        StatementVerb.Compound => SqlOperations.Begin,
        StatementVerb.Unknown => SqlOperations.Anything,
        // Those that have a verb of their own name.
        _ when Enum.TryParse(verb.ToString(), out SqlOperations operation) => operation,
        _ => SqlOperations.Anything,
    };

    /// <summary>The same for the word that begins a statement inside another one; None for any other word.</summary>
    public static SqlOperations Of(SqlKeyword keyword) => keyword switch
    {
        SqlKeyword.Select or SqlKeyword.Table or SqlKeyword.Values => SqlOperations.Select,
        SqlKeyword.Insert => Of(StatementVerb.Insert),
        SqlKeyword.Replace => Of(StatementVerb.Replace),
        SqlKeyword.Update => Of(StatementVerb.Update),
        SqlKeyword.Delete => Of(StatementVerb.Delete),
        SqlKeyword.Load => Of(StatementVerb.LoadData),
        SqlKeyword.Truncate => Of(StatementVerb.Truncate),
        SqlKeyword.Create => SqlOperations.Create,
        SqlKeyword.Alter => SqlOperations.Alter,
        SqlKeyword.Drop => SqlOperations.Drop,
        SqlKeyword.Rename => Of(StatementVerb.Rename),
        SqlKeyword.Call => SqlOperations.Call,
        SqlKeyword.Do => Of(StatementVerb.Do),
        SqlKeyword.Handler => Of(StatementVerb.Handler),
        SqlKeyword.Show => SqlOperations.Show,
        SqlKeyword.Set => SqlOperations.Set,
        SqlKeyword.Lock => SqlOperations.Lock,
        SqlKeyword.Flush => SqlOperations.Flush,
        SqlKeyword.Grant => SqlOperations.Grant,
        SqlKeyword.Revoke => SqlOperations.Revoke,
        // What they run is made where nobody can read it.
        SqlKeyword.Execute or SqlKeyword.Prepare => SqlOperations.Anything,
        _ => SqlOperations.None,
    };
}
