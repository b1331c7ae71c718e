namespace SceNettyProxy.Codecs.Sql.Inspection;

/// <summary>Where in a query the tokens of one level of parentheses are.</summary>
internal enum InspectionClause : byte
{
    /// <summary>No query: an expression, a list. FROM is part of a function's arguments here.</summary>
    Expression,

    /// <summary>Between SELECT and FROM, or in front of everything.</summary>
    Front,

    /// <summary>In a list of tables: a comma or a JOIN brings the next.</summary>
    Tables,

    /// <summary>Behind the tables.</summary>
    Rest,

    /// <summary>In a list of partition definitions.</summary>
    Partitions,
}
