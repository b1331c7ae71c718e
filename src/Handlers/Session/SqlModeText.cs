using SceNettyProxy.Codecs.Sql;

namespace SceNettyProxy.Handlers.Session;

/// <summary>Reads a value of sql_mode as far as it changes how text is read.</summary>
internal static class SqlModeText
{
    /// <summary>The compound modes stand for a list that always begins with these.</summary>
    private const SqlModes Ansi = SqlModes.AnsiQuotes | SqlModes.IgnoreSpace | SqlModes.PipesAsConcat;

    /// <param name="value">Names separated by commas, in any case.</param>
    public static SqlModes Parse(string value)
    {
        SqlModes modes = SqlModes.None;
        foreach (string name in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            modes |= name.ToUpperInvariant() switch
            {
                "ANSI_QUOTES" => SqlModes.AnsiQuotes,
                "NO_BACKSLASH_ESCAPES" => SqlModes.NoBackslashEscapes,
                "IGNORE_SPACE" => SqlModes.IgnoreSpace,
                "PIPES_AS_CONCAT" => SqlModes.PipesAsConcat,
                "ANSI" or "DB2" or "MAXDB" or "MSSQL" or "ORACLE" or "POSTGRESQL" => Ansi,
                _ => SqlModes.None,
            };
        }

        return modes;
    }
}
