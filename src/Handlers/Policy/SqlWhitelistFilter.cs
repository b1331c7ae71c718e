using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Codecs.Sql.Inspection;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Policy.Sql;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Statements;
using SceNettyProxy.Tenancy.Policies;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Handlers.Policy;

/// <summary>
/// Lets a command pass if the policy of its database does. A prepared statement is judged when it is prepared, and again by an
/// execution under another policy; a command that means a statement is judged as that statement.
/// </summary>
internal sealed class SqlWhitelistFilter : ChannelHandlerAdapter
{
    private readonly ProxyServices services;
    private readonly ProxySession session;

    public SqlWhitelistFilter(ProxyServices services, ProxySession session)
    {
        this.services = services;
        this.session = session;
        session.Whitelist = this;
    }

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        if (message is not ClientCommand command || Passes(command))
            context.FireChannelRead(message);
    }

    /// <summary>
    /// Judges a text that had to wait for the first server, which has told by now how it is read. False when it was refused.
    /// </summary>
    public bool PassesNow(ClientCommand command)
    {
        command.AwaitsPolicy = false;
        return Passes(command);
    }

    private bool Passes(ClientCommand command)
    {
        SqlPolicyRules rules = session.TakePolicy();
        if (rules.IsTransparent)
        {
            // What is prepared unseen, here or by a routine, is no statement that a policy has let pass.
            if ((command.Effects & (StatementEffects.PreparesText | StatementEffects.CallsUnknown)) != 0)
                session.TextStatements.Clear();
            return true;
        }

        PolicyVerdict verdict = Judge(rules, command);
        if (verdict.IsAllowed)
            return true;
        session.Learning.NoteRefused(command, verdict);
        session.RefuseCommand(command, verdict.ToError(services.Errors), RefusalReason.Policy);
        return false;
    }

    private PolicyVerdict Judge(SqlPolicyRules rules, ClientCommand command)
    {
        switch (command.Code)
        {
            case CommandCode.Query:
                return JudgeText(rules, command);
            case CommandCode.StmtPrepare:
                // A KILL has been judged by its own handler; its text is another one by now.
                PolicyVerdict verdict = command.Kill is null ? JudgeText(rules, command) : PolicyVerdict.Allowed;
                command.JudgedBy = verdict.IsAllowed && !command.AwaitsPolicy ? rules : null;
                return verdict;
            case CommandCode.StmtExecute or CommandCode.StmtBulkExecute when command.Statement is { } statement:
                return JudgeStatement(rules, statement);
            case CommandCode.FieldList:
                return JudgeFieldList(rules, command);
            case CommandCode.Statistics:
                return Equivalent(rules, StatementVerb.Show, StatementForm.ShowStatus);
            case CommandCode.ProcessInfo:
                return Equivalent(rules, StatementVerb.Show, StatementForm.ShowProcesslist);
            case CommandCode.InitDb:
                return Equivalent(rules, StatementVerb.Use, StatementForm.None);
            case CommandCode.CreateDb:
                return Equivalent(rules, StatementVerb.Create, StatementForm.CreateDatabase);
            case CommandCode.DropDb:
                return Equivalent(rules, StatementVerb.Drop, StatementForm.DropDatabase);
            case CommandCode.SetOption:
                bool asksForSeveral = session.Changes.MultiStatements is true;
                return asksForSeveral && !rules.Definition.MultiStatements
                    ? new PolicyVerdict(PolicyReason.MultiStatement)
                    : PolicyVerdict.Allowed;
            default:
                return PolicyVerdict.Allowed;
        }
    }

    private PolicyVerdict JudgeText(SqlPolicyRules rules, ClientCommand command)
    {
        // The policy has changed while the text came in, so that its head went on unseen.
        if (!command.HasAllPackets)
            return new PolicyVerdict(PolicyReason.TooLong);
        using JoinedPayload payload = JoinedPayload.Of(command.Packets);
        ReadOnlySpan<byte> text = payload.Span[command.TextOffset..];
        PolicyVerdict verdict = session.Judge.Judge(
            rules, text, session.PolicyFacts(isPrepare: command.Code == CommandCode.StmtPrepare));
        if (verdict.IsAllowed || !HangsOnModes(text))
            return verdict;
        command.AwaitsPolicy = true;
        return PolicyVerdict.Allowed;
    }

    /// <summary>
    /// The verdict may become another one when the first server has told its sql_mode, which decides what backslashes and
    /// double quotes mean. That server is asked for by this very command.
    /// </summary>
    private bool HangsOnModes(ReadOnlySpan<byte> text) =>
        session is { Primary: null, Replica: null, State: { Reading.ModesKnown: false, FirstUnresolved: null } }
        && text.IndexOfAny((byte)'\\', (byte)'"') >= 0;

    private PolicyVerdict JudgeStatement(SqlPolicyRules rules, PreparedStatement statement)
    {
        if (statement.JudgedBy == rules || statement.Kill is not null)
            return PolicyVerdict.Allowed;
        if (statement.Text is not { } text)
            return new PolicyVerdict(PolicyReason.DynamicText);
        PolicyFacts facts = new()
        {
            Reading = statement.Reading,
            CurrentSchema = statement.Schema,
            OwnSchema = session.PolicyFacts(isPrepare: true).OwnSchema,
            IsPrepare = true,
            TextStatements = session.TextStatements,
        };
        PolicyVerdict verdict = session.Judge.Judge(rules, text, facts);
        if (verdict.IsAllowed)
            statement.JudgedBy = rules;
        return verdict;
    }

    /// <summary>SHOW COLUMNS FROM a table. The payload is 1 byte command, the name up to a zero byte, a pattern.</summary>
    private PolicyVerdict JudgeFieldList(SqlPolicyRules rules, ClientCommand command)
    {
        PolicyVerdict verdict = Equivalent(rules, StatementVerb.Show, StatementForm.ShowColumns);
        if (!verdict.IsAllowed || rules.Tables.AllowAll)
            return verdict;
        if (!command.HasAllPackets)
            return new PolicyVerdict(PolicyReason.TooLong);
        ReadOnlySpan<byte> name = command.Payload[1..];
        int end = name.IndexOf((byte)0);
        if (end >= 0)
            name = name[..end];
        PolicyFacts facts = session.PolicyFacts(isPrepare: false);
        byte[] schema = System.Text.Encoding.UTF8.GetBytes(facts.CurrentSchema);
        return rules.Tables.Allows(schema, name, facts.OwnSchema) ? verdict : new PolicyVerdict(PolicyReason.Table);
    }

    private static PolicyVerdict Equivalent(SqlPolicyRules rules, StatementVerb verb, StatementForm form) =>
        rules.Allows(verb, form) ? PolicyVerdict.Allowed : new PolicyVerdict(PolicyReason.Command);
}
