using System.Data;

namespace SceNettyProxy.EndToEnd.Comparing;

/// <summary>The tables of <c>GetSchema</c> as text, without what changes by itself.</summary>
internal static class SchemaText
{
    // Sizes, estimates and times of a table are not kept exactly, nor the same for two tables of one definition.
    private static readonly string[] Changing =
    [
        "TABLE_ROWS", "AVG_ROW_LENGTH", "DATA_LENGTH", "INDEX_LENGTH", "DATA_FREE", "CREATE_TIME", "UPDATE_TIME", "CHECK_TIME", "CREATED",
        "LAST_ALTERED", "MAX_INDEX_LENGTH", "MAX_DATA_LENGTH", "CREATION_TIME", "CARDINALITY", "SQL_PATH",
    ];

    /// <summary>The names and types of the columns.</summary>
    public static string Columns(DataTable table) =>
        string.Join(", ", table.Columns.Cast<DataColumn>().Select(column => $"{column.ColumnName}:{column.DataType.Name}"));

    /// <summary>The rows that belong to the schema of the cases, or all where a row names no schema; sorted.</summary>
    public static IEnumerable<string> Rows(DataTable table)
    {
        var shown = table.Columns.Cast<DataColumn>()
            .Where(column => !Changing.Contains(column.ColumnName, StringComparer.OrdinalIgnoreCase)).ToArray();
        var schema = table.Columns.Cast<DataColumn>()
            .FirstOrDefault(column => column.ColumnName is "TABLE_SCHEMA" or "ROUTINE_SCHEMA" or "SPECIFIC_SCHEMA" or "INDEX_SCHEMA" or "CONSTRAINT_SCHEMA" or "TRIGGER_SCHEMA");
        return table.Rows.Cast<DataRow>()
            .Where(row => schema is null || string.Equals(row[schema] as string, SharedServers.Schema, StringComparison.OrdinalIgnoreCase))
            .Select(row => string.Join(", ", shown.Select(column => ValueText.Of(row[column]))))
            .Order(StringComparer.Ordinal);
    }
}
