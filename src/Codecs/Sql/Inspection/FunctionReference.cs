namespace SceNettyProxy.Codecs.Sql.Inspection;

/// <summary>A function or procedure that a statement calls.</summary>
/// <param name="Schema">The schema in front of it, quotes included as written; empty where none stands there.</param>
/// <param name="Name">Its name, quotes included as written. Servers take quoted names of built-in functions too.</param>
public readonly record struct FunctionReference(TextRange Schema, TextRange Name);
