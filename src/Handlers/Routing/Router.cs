using System.Text;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Session;

namespace SceNettyProxy.Handlers.Routing;

/// <summary>Decides where a text goes: docs/routing.md, rule by rule. Pure; the order of the rules matters.</summary>
internal static class Router
{
    /// <param name="batch">The classified text.</param>
    /// <param name="text">The text itself.</param>
    public static RouteDecision Decide(in RoutingFacts facts, StatementBatch batch, ReadOnlySpan<byte> text)
    {
        // First of all: what it asks for is nowhere else, whatever the session has come to be since.
        if (FollowsPrevious(batch))
            return new RouteDecision(facts.Last ?? BackendRole.Primary, RouteReason.FollowsPrevious);
        if (SessionReason(facts) is { } reason)
            return RouteDecision.Primary(reason);
        if (!facts.HasReplicas)
            return RouteDecision.Primary(RouteReason.NoReplica);
        if (!batch.IsRead || batch.IsAmbiguous || batch.HasExecutableComment)
            return RouteDecision.Primary(RouteReason.Statement);
        if (batch.Hint == RouteHint.Primary)
            return RouteDecision.Primary(RouteReason.HintPrimary);
        if (ReadsUnknownVariable(facts.State, batch, text))
            return RouteDecision.Primary(RouteReason.UserVariable);
        if (batch.Hint == RouteHint.Replica)
            return RouteDecision.Replica(RouteReason.HintReplica);
        return facts.MayHaveWrittenLately
            ? RouteDecision.Primary(RouteReason.ReadAfterWrite)
            : RouteDecision.Replica(RouteReason.Read);
    }

    /// <summary>For a command that reads the definition of a schema object, such as COM_FIELD_LIST.</summary>
    public static RouteDecision DecideSchemaRead(in RoutingFacts facts)
    {
        if (SessionReason(facts) is { } reason)
            return RouteDecision.Primary(reason);
        if (!facts.HasReplicas)
            return RouteDecision.Primary(RouteReason.NoReplica);
        return facts.MayHaveWrittenLately
            ? RouteDecision.Primary(RouteReason.ReadAfterWrite)
            : RouteDecision.Replica(RouteReason.Read);
    }

    /// <summary>What holds for every statement of the session, whatever it says.</summary>
    private static RouteReason? SessionReason(in RoutingFacts facts)
    {
        if (facts.MasterOnly)
            return RouteReason.MasterOnly;
        if (facts.Pins != PinReasons.None)
            return RouteReason.Pinned;
        if (facts.InTransaction)
            return RouteReason.Transaction;
        if (facts.AutocommitOff)
            return RouteReason.AutocommitOff;
        if (facts.State.IsSerializable)
            return RouteReason.Serializable;
        return facts.NextTransactionPending ? RouteReason.NextTransaction : null;
    }

    /// <summary>The text begins with a question about the statement before and holds nothing but such questions and reads:
    /// a write beside it would reach a replica.</summary>
    private static bool FollowsPrevious(StatementBatch batch)
    {
        if (batch.Count == 0 || !batch[0].OnlyFollowsPrevious || batch.IsAmbiguous || batch.HasExecutableComment)
            return false;
        for (int i = 1; i < batch.Count; i++)
        {
            if (!batch[i].IsRead && !batch[i].OnlyFollowsPrevious)
                return false;
        }

        return true;
    }

    private static bool ReadsUnknownVariable(TrackedState state, StatementBatch batch, ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            foreach (TextRange variable in batch[i].UserVariablesRead)
            {
                // Rare enough for a string: most texts read no user variable.
                string name = Encoding.ASCII.GetString(variable.Of(text)).Trim('`', '\'', '"').ToLowerInvariant();
                if (!state.KnowsUserVariable(name))
                    return true;
            }
        }

        return false;
    }
}
