namespace SceNettyProxy.Codecs.Sql;

/// <summary>One assignment of a SET statement.</summary>
/// <param name="Scope">Where the value goes.</param>
/// <param name="Name">The variable's name without @, @@ and scope, as written; empty for NAMES and CHARACTER SET.</param>
/// <param name="Value">The text of the right-hand side, trimmed; for NAMES the character set (quotes included).</param>
/// <param name="Kind">What the right-hand side is.</param>
/// <param name="Collation">SET NAMES x COLLATE y: y, quotes included. Empty otherwise.</param>
public readonly record struct SetAssignment(
    SetScope Scope, TextRange Name, TextRange Value, SetValueKind Kind, TextRange Collation);
