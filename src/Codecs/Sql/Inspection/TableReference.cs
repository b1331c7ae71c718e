namespace SceNettyProxy.Codecs.Sql.Inspection;

/// <summary>A table, view or sequence that a statement names.</summary>
/// <param name="Schema">The schema in front of it, quotes included as written; empty where none stands there.</param>
/// <param name="Name">Its name, quotes included as written: see <see cref="SqlText.TryUnquote"/>.</param>
public readonly record struct TableReference(TextRange Schema, TextRange Name);
