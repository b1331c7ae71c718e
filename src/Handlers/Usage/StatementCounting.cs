using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Handlers.Usage;

/// <summary>By which verb a statement, or a command that stands for one, is counted.</summary>
internal static class StatementCounting
{
    /// <summary>SET STATEMENT … FOR x counts as x.</summary>
    public static UsageVerb VerbOf(Statement statement) => VerbOf(
        statement.Verb == StatementVerb.SetStatement ? statement.InnerVerb : statement.Verb);

    public static UsageVerb VerbOf(StatementVerb verb) => verb switch
    {
        StatementVerb.Select or StatementVerb.TableOrValues => UsageVerb.Select,
        StatementVerb.Insert => UsageVerb.Insert,
        StatementVerb.Replace => UsageVerb.Replace,
        StatementVerb.Update => UsageVerb.Update,
        StatementVerb.Delete => UsageVerb.Delete,
        StatementVerb.LoadData => UsageVerb.Load,
        StatementVerb.Call => UsageVerb.Call,
        StatementVerb.Do => UsageVerb.Do,
        StatementVerb.Set or StatementVerb.SetStatement => UsageVerb.Set,
        StatementVerb.Show or StatementVerb.Help => UsageVerb.Show,
        StatementVerb.Explain or StatementVerb.Describe or StatementVerb.Analyze => UsageVerb.Explain,
        StatementVerb.Use => UsageVerb.Use,
        StatementVerb.Begin => UsageVerb.Begin,
        StatementVerb.Commit => UsageVerb.Commit,
        StatementVerb.Rollback => UsageVerb.Rollback,
        StatementVerb.Savepoint or StatementVerb.ReleaseSavepoint => UsageVerb.Savepoint,
        StatementVerb.LockTables or StatementVerb.UnlockTables or StatementVerb.LockInstance
            or StatementVerb.UnlockInstance => UsageVerb.Lock,
        StatementVerb.Create => UsageVerb.Create,
        StatementVerb.Alter => UsageVerb.Alter,
        StatementVerb.Drop => UsageVerb.Drop,
        StatementVerb.Rename => UsageVerb.Rename,
        StatementVerb.Truncate => UsageVerb.Truncate,
        StatementVerb.Grant or StatementVerb.Revoke or StatementVerb.SetPassword or StatementVerb.SetRole
            or StatementVerb.SetDefaultRole => UsageVerb.Grant,
        StatementVerb.Prepare => UsageVerb.Prepare,
        StatementVerb.Execute => UsageVerb.Execute,
        StatementVerb.Deallocate => UsageVerb.Deallocate,
        StatementVerb.Kill => UsageVerb.Kill,
        StatementVerb.Check or StatementVerb.Checksum or StatementVerb.Optimize or StatementVerb.Repair or StatementVerb.Flush
            or StatementVerb.Backup or StatementVerb.Reset or StatementVerb.Purge or StatementVerb.Change
            or StatementVerb.Shutdown or StatementVerb.Install or StatementVerb.Uninstall
            or StatementVerb.Cache => UsageVerb.Maintain,
        StatementVerb.Xa => UsageVerb.Xa,
        StatementVerb.Sce => UsageVerb.Private,
        StatementVerb.Unknown => UsageVerb.Unread,
        _ => UsageVerb.Other,
    };

    /// <summary>Of a command that is another way to say a statement; null for any other.</summary>
    public static UsageVerb? VerbOf(CommandCode code) => code switch
    {
        CommandCode.InitDb => UsageVerb.Use,
        CommandCode.FieldList or CommandCode.ProcessInfo or CommandCode.Statistics => UsageVerb.Show,
        CommandCode.CreateDb => UsageVerb.Create,
        CommandCode.DropDb => UsageVerb.Drop,
        CommandCode.ProcessKill => UsageVerb.Kill,
        CommandCode.Refresh or CommandCode.Shutdown => UsageVerb.Maintain,
        _ => null,
    };
}
