namespace SceNettyProxy.Handlers.Diagnostics;

/// <summary>The connections of a database to one server at a moment.</summary>
/// <param name="Open">Those that count, idle ones and those being opened included.</param>
/// <param name="Waiting">Sessions that wait for one.</param>
public sealed record PoolSummary(string Database, string Server, int Open, int Idle, int Waiting, int Max);
