namespace SceNettyProxy.Handlers.Diagnostics;

/// <summary>What a gateway holds at a moment. Each part is read by itself, while the event loops go on.</summary>
/// <param name="HeldStatementBytes">Statements that wait to be judged, and the texts of prepared ones.</param>
public sealed record GatewaySummary(
    IReadOnlyList<SessionSummary> Sessions, IReadOnlyList<PoolSummary> Pools, long HeldStatementBytes);
