namespace SceNettyProxy.Codecs.Sql.Digests;

/// <summary>One statement of a text.</summary>
/// <param name="Digest">Meaningless where <paramref name="IsOpaque"/>.</param>
/// <param name="Verb">What it is, as the classifier has it.</param>
/// <param name="Normalised">Where its normalised text is in the digester's.</param>
/// <param name="IsOpaque">It runs a text that only the server will know, so that its own says nothing.</param>
public readonly record struct DigestedStatement(
    StatementDigest Digest, StatementVerb Verb, TextRange Normalised, bool IsOpaque);
