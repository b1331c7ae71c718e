namespace SceNettyProxy.Codecs.Sql.Digests;

/// <summary>A token that was written.</summary>
/// <param name="Kind">What it is in the normalised text; End in front of the first.</param>
/// <param name="Keyword">None for what is no keyword.</param>
/// <param name="Role">What a literal behind it makes of it.</param>
/// <param name="IsOperand">It ends a value, so that a sign behind it is an operator.</param>
/// <param name="Offset">Where it was written, the space in front of it included.</param>
internal readonly record struct DigestToken(
    SqlTokenKind Kind, SqlKeyword Keyword, DigestRole Role, bool IsOperand, int Offset);
