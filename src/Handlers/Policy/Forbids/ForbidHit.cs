using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Handlers.Policy.Forbids;

/// <summary>A forbid that a command breaks.</summary>
/// <param name="Forbid">The forbid.</param>
/// <param name="Table">The table that it is about; null for the whole database.</param>
internal sealed record ForbidHit(ForbidDefinition Forbid, TableForbid? Table)
{
    public ForbidVerbs Verbs => Table?.Verbs ?? Forbid.Verbs;
}
