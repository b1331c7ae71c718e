namespace SceNettyProxy.Bootstrap.Admin;

/// <summary>What a proxy holds of one database at a moment.</summary>
/// <param name="Sessions">Logged in.</param>
/// <param name="Busy">Of these, with a command in flight.</param>
/// <param name="Backends">Connections to servers, idle ones included.</param>
/// <param name="Idle">Of these, in the pool.</param>
/// <param name="Waiting">Sessions that wait for a connection.</param>
internal sealed record DatabaseStatus(string Name, int Sessions, int Busy, int Backends, int Idle, int Waiting);
