namespace SceNettyProxy.Handlers.Diagnostics;

/// <summary>A session at a moment; nothing of what its client said but its name.</summary>
/// <param name="Id">The connection id.</param>
/// <param name="Database">Null before the login is done.</param>
/// <param name="User">Null before the login is done.</param>
/// <param name="State"><c>login</c>, <c>busy</c> or <c>idle</c>.</param>
/// <param name="IdleSeconds">Since the last command was done; 0 for a busy one.</param>
/// <param name="Pins">Why its connections to servers are kept; null for no reason.</param>
public sealed record SessionSummary(
    long Id, string? Address, string? Database, string? User, string State, long IdleSeconds, string? Pins);
