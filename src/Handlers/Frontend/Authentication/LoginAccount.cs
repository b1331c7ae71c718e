using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Handlers.Frontend.Authentication;

/// <summary>Whose password a login may prove: a user of an entry.</summary>
/// <param name="Candidate">The entry; null together with a stand-in for a login that fits none.</param>
/// <param name="User">The user, or a stand-in that nobody can prove to be.</param>
/// <param name="IsReal">False for a stand-in: whatever is proven, nobody is let in.</param>
internal sealed record LoginAccount(LoginCandidate? Candidate, UserDefinition User, bool IsReal);
