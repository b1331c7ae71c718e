namespace SceNettyProxy.Bootstrap.Diagnostics;

/// <summary>A thread of a group at a moment.</summary>
/// <param name="Backlog">Tasks that wait for it.</param>
/// <param name="AnswerMilliseconds">How long it took to come to a new task; null where it did not within the limit.</param>
internal sealed record LoopSummary(string Group, int Number, int? Backlog, double? AnswerMilliseconds);
