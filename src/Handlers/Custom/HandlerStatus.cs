namespace SceNettyProxy.Handlers.Custom;

/// <summary>The counters of one custom handler at a moment, since the start; a reload does not reset them.</summary>
/// <param name="Name">The entry's name.</param>
/// <param name="Slot">Where it stands.</param>
/// <param name="Calls">Commands that an interceptor was asked about, or messages that a channel handler was given.</param>
/// <param name="Denials">Commands that it refused, or that were refused because it is fenced off.</param>
/// <param name="Rewrites">Texts that it changed.</param>
/// <param name="Answers">Commands that it answered.</param>
/// <param name="Failures">Exceptions, and verdicts that were not possible.</param>
/// <param name="SlowCalls">Calls that took longer than <c>slow</c>.</param>
/// <param name="Problem">What the last failure was, or why it could not be loaded; null for none.</param>
public sealed record HandlerStatus(
    string Name,
    string Slot,
    HandlerState State,
    long Calls,
    long Denials,
    long Rewrites,
    long Answers,
    long Failures,
    long SlowCalls,
    string? Problem);
