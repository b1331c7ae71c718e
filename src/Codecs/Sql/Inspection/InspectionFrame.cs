namespace SceNettyProxy.Codecs.Sql.Inspection;

/// <summary>One level of parentheses.</summary>
internal struct InspectionFrame
{
    public InspectionClause Clause { get; set; }

    /// <summary>The common table that this level is the query of; empty for any other.</summary>
    public TextRange Declares { get; init; }

    /// <summary>Common tables that were known in front of it.</summary>
    public int CommonTables { get; init; }
}
