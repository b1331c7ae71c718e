using SceNettyProxy.Tenancy.Learning;

namespace SceNettyProxy.Handlers.Policy.Digests;

/// <summary>What the text of a prepared statement was learnt as: an execution needs no look at the text.</summary>
/// <param name="Digests">Whose entries these are.</param>
/// <param name="Entries">Of all its statements.</param>
internal sealed record LearnedText(DatabaseDigests Digests, LearnedDigest[] Entries);
