namespace SceNettyProxy.Codecs.Sql;

/// <summary>The tables of information_schema that tell about schema objects, which are the same on every replica.</summary>
internal static class InformationSchema
{
    private static readonly WordTable Replicated = Build();

    /// <param name="table">A table's name as written, quotes included.</param>
    public static bool IsReplicated(ReadOnlySpan<byte> table)
    {
        if (table.Length >= 2 && table[0] is (byte)'`' or (byte)'"')
            table = table[1..^1];
        return Replicated.Find(table) != 0;
    }

    private static WordTable Build()
    {
        var table = new WordTable(64);
        table.AddAll(
            """
            APPLICABLE_ROLES CHARACTER_SETS CHECK_CONSTRAINTS COLLATIONS COLLATION_CHARACTER_SET_APPLICABILITY COLUMNS
            COLUMN_PRIVILEGES COLUMN_STATISTICS ENABLED_ROLES EVENTS GEOMETRY_COLUMNS KEYWORDS KEY_COLUMN_USAGE PARAMETERS
            PARTITIONS PERIODS KEY_PERIOD_USAGE REFERENTIAL_CONSTRAINTS ROUTINES SCHEMATA SCHEMATA_EXTENSIONS SCHEMA_PRIVILEGES
            SEQUENCES SPATIAL_REF_SYS STATISTICS ST_GEOMETRY_COLUMNS ST_SPATIAL_REFERENCE_SYSTEMS TABLES TABLES_EXTENSIONS
            TABLE_CONSTRAINTS TABLE_PRIVILEGES TRIGGERS USER_PRIVILEGES VIEWS VIEW_ROUTINE_USAGE VIEW_TABLE_USAGE
            """u8,
            1);
        return table;
    }
}
