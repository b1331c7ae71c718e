using DotNetty.Buffers;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Usage;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Handlers.Session;

/// <content>What the session uses, counted for the database that it is in.</content>
internal sealed partial class ProxySession
{
    /// <summary>The counters of the database; of nobody until the first login has succeeded.</summary>
    public UsageSlot Usage { get; private set; }

    /// <summary>Counts the bytes.</summary>
    public UsageMeter Meter { get; set; } = null!;

    /// <summary>An ERR packet for the client, counted. The caller owns the buffer.</summary>
    /// <inheritdoc cref="Reply.Error" path="/param"/>
    public IByteBuffer ErrorReply(byte sequence, SceError error, bool withSqlState = true)
    {
        if (IsOpen && CanReply)
            Usage.ErrorSent();
        return Reply.Error(Channel.Allocator, sequence, error, withSqlState);
    }

    /// <summary>A command is let in.</summary>
    public void CountRequest(ClientCommand command)
    {
        Usage.RequestStarted();
        if (StatementCounting.VerbOf(command.Code) is { } verb)
            Usage.StatementRead(verb);
    }

    /// <summary>The text of a command, or that of the prepared statement that it executes, was read.</summary>
    /// <param name="batch">Null for a text that nobody could read.</param>
    public void CountStatements(ClientCommand command, StatementBatch? batch)
    {
        if (!command.RunsStatements)
            return;
        if (batch is null)
        {
            Usage.StatementRead(UsageVerb.Unread);
            return;
        }

        for (int i = 0; i < batch.Count; i++)
            Usage.StatementRead(StatementCounting.VerbOf(batch[i]));
    }

    /// <summary>A text of which the head was read streams on.</summary>
    public void CountStreamed(StatementVerb verb) => Usage.StatementRead(StatementCounting.VerbOf(verb));

    private UsageSlot UsageOf(string database) => services.Usage.Slot(Loop, database);

    /// <summary>The session belongs to its database from now on.</summary>
    private void EnterUsage()
    {
        UsageSlot next = UsageOf(Tenant.Name);
        Meter.MoveTo(next);
        Usage.Database.Disconnected();
        Usage = next;
        Usage.Database.Connected();
        Usage.LoggedIn();
    }

    /// <summary>A login was refused; it counts for the database that it was for, where there is one.</summary>
    private void CountRefusedLogin(RefusalReason reason, string? database)
    {
        string name = database ?? ClaimedDatabase;
        if (services.Registry.Find(name) is not null)
            UsageOf(name).Refused(reason);
    }

    private void CountAnswered(ClientCommand command)
    {
        if (!command.HasNoAnswer && command.Code != CommandCode.StmtClose)
            Usage.RequestAnswered(services.Time.GetElapsedTime(command.ArrivedAt));
    }
}
