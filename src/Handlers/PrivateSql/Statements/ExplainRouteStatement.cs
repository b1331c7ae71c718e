using System.Collections.Immutable;
using System.Text;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Codecs.Sql.Digests;
using SceNettyProxy.Codecs.Sql.Inspection;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Frontend.Results;
using SceNettyProxy.Handlers.Policy.Sql;
using SceNettyProxy.Handlers.Routing;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Learning;
using SceNettyProxy.Tenancy.Policies;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Handlers.PrivateSql.Statements;

/// <summary>SCE EXPLAIN ROUTE: what the proxy would do with a text if this session sent it now. Nothing runs.</summary>
internal sealed class ExplainRouteStatement : PrivateStatement
{
    public override string Words => "EXPLAIN ROUTE";

    public override string Argument => "<sql>";

    public override string Summary => "what would be done with that text now";

    public override bool TakesText => true;

    public override ImmutableArray<ResultColumn> Columns { get; } =
        [ResultColumn.Number("statement"), ResultColumn.Text("item"), ResultColumn.Text("value")];

    public override SceError? Run(PrivateCall call)
    {
        if (call.Argument.Length == 0)
            return PrivateStatements.SyntaxError("a text must follow SCE EXPLAIN ROUTE");
        ProxySession session = call.Session;
        byte[] text = Encoding.UTF8.GetBytes(call.Argument);
        // The session's own classifier holds the command in flight.
        StatementBatch batch = new StatementClassifier().Classify(text, session.State.Reading);
        InspectedBatch inspected = new StatementInspector().Inspect(text, session.State.Reading);
        StatementDigester digester = new();
        bool hasDigests = digester.Digest(text, session.State.Reading);
        for (int i = 0; i < batch.Count; i++)
        {
            Statement statement = batch[i];
            call.Result.Add(i + 1L, "kind", SettingName.Of(statement.Verb));
            call.Result.Add(i + 1L, "read", YesNo.Of(statement.IsRead));
            if (statement.PrimaryReason != PrimaryReason.None)
                call.Result.Add(i + 1L, "not for a replica", SettingName.Of(statement.PrimaryReason));
            if (statement.Effects != StatementEffects.None)
                call.Result.Add(i + 1L, "effects", EffectsOf(statement.Effects));
            if (!inspected[i].Tables.IsEmpty)
                call.Result.Add(i + 1L, "tables", TablesOf(inspected[i], text));
            if (hasDigests && !digester.Statements[i].IsOpaque)
                call.Result.Add(i + 1L, "digest", digester.Statements[i].Digest.ToString());
        }

        if (batch.IsAmbiguous)
            call.Result.Add(null, "ambiguous", "the text may be read in more than one way");
        call.Result.Add(null, "policy", $"{session.Definition.SqlPolicy}: {PolicyVerdictOf(session, batch, text).Code}");
        call.Result.Add(null, "forbid", ForbidOf(session, text));
        call.Result.Add(null, "learning", LearningOf(session, text));
        RouteDecision route = session.Route(batch, text);
        call.Result.Add(null, "role", SettingName.Of(route.Role));
        call.Result.Add(null, "reason", SettingName.Of(route.Reason));
        call.Result.Add(null, "backend", BackendFor(call.Services, session, route.Role));
        return null;
    }

    private static PolicyVerdict PolicyVerdictOf(ProxySession session, StatementBatch batch, ReadOnlySpan<byte> text)
    {
        PolicyFacts facts = session.PolicyFacts(isPrepare: false);
        // A PREPARE that passes is remembered, and this one does not run.
        if (batch.Count > 0 && batch[0].Verb == StatementVerb.Prepare)
            facts = facts with { TextStatements = new TextStatements() };
        return new SqlPolicyJudge().Judge(session.TakePolicy(), text, facts);
    }

    private static string ForbidOf(ProxySession session, ReadOnlySpan<byte> text) => session.Forbids.Find(text) is { } hit
        ? $"{hit.Verbs} in {SettingName.Of(hit.Forbid.Object)} {hit.Table?.Name ?? session.Tenant.Name}: {hit.Forbid.Reason}"
        : "allowed";

    private static string LearningOf(ProxySession session, ReadOnlySpan<byte> text)
    {
        LearningMode mode = session.Definition.Learning;
        if (mode == LearningMode.Off)
            return "off: allowed";
        bool isKnown = session.Learning.Knows(text);
        string verdict = isKnown || mode != LearningMode.Enforce ? "allowed" : "refused";
        return $"{SettingName.Of(mode)}: {verdict}, {(isKnown ? "known" : "not known")}";
    }

    private static string TablesOf(InspectedStatement statement, ReadOnlySpan<byte> text)
    {
        List<string> names = [];
        foreach (TableReference table in statement.Tables)
        {
            string name = Encoding.UTF8.GetString(table.Name.Of(text));
            if (!table.Schema.IsEmpty)
                name = $"{Encoding.UTF8.GetString(table.Schema.Of(text))}.{name}";
            if (!names.Contains(name))
                names.Add(name);
        }

        return string.Join(", ", names);
    }

    private static string EffectsOf(StatementEffects effects) => string.Join(
        ", ",
        Enum.GetValues<StatementEffects>().Where(one => one != StatementEffects.None && (effects & one) != 0).Select(SettingName.Of));

    private static string BackendFor(ProxyServices services, ProxySession session, BackendRole role)
    {
        if (session.Held(role) is { IsOpen: true } held)
            return $"{held.Target.Endpoint} (held)";
        if (role == BackendRole.Primary)
            return $"{session.Definition.Primary}";
        List<string> usable = [];
        foreach (ReplicaDefinition replica in session.Definition.Replicas)
        {
            if (!services.Health.IsSkipped(replica.Address, services.Time))
                usable.Add($"{replica.Address} (weight {replica.Weight})");
        }

        return usable.Count == 0 ? $"{session.Definition.Primary} (no replica answers)" : string.Join(" or ", usable);
    }
}
