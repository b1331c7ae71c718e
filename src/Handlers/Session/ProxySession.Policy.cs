using System.Text;
using SceNettyProxy.Handlers.Policy;
using SceNettyProxy.Handlers.Policy.Digests;
using SceNettyProxy.Handlers.Policy.Sql;

namespace SceNettyProxy.Handlers.Session;

/// <content>The policy that says which statements may run.</content>
internal sealed partial class ProxySession
{
    private byte[] ownSchema = [];
    private string? ownSchemaName;

    public SqlWhitelistFilter Whitelist { get; set; } = null!;

    public LearningFilter Learning { get; set; } = null!;

    public SqlPolicyJudge Judge { get; }

    /// <summary>What was prepared by PREPARE, and under which policy.</summary>
    public TextStatements TextStatements { get; } = new();

    /// <summary>What was prepared by PREPARE as a text that learning knows.</summary>
    public KnownTexts KnownTexts { get; } = new();

    /// <summary>What the names of text statements stand for has to be judged anew.</summary>
    public void ForgetTextStatements()
    {
        TextStatements.Clear();
        KnownTexts.Clear();
    }

    /// <summary>The rules in force for the command that begins. Servers are told by its next statement whether a text may
    /// hold several.</summary>
    public SqlPolicyRules TakePolicy()
    {
        SqlPolicyRules rules = services.Policies.Find(Definition.SqlPolicy);
        State.AllowsMultiStatements = rules.IsTransparent || rules.Definition.MultiStatements;
        return rules;
    }

    /// <summary>What a verdict depends on, as the session stands.</summary>
    public PolicyFacts PolicyFacts(bool isPrepare)
    {
        if (ownSchemaName != Definition.Schema)
        {
            ownSchemaName = Definition.Schema;
            ownSchema = Encoding.UTF8.GetBytes(ownSchemaName);
        }

        return new PolicyFacts
        {
            Reading = State.Reading,
            CurrentSchema = State.Schema,
            OwnSchema = ownSchema,
            IsPrepare = isPrepare,
            TextStatements = TextStatements,
        };
    }
}
