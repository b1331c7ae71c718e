using System.Globalization;

namespace SceNettyProxy.Handlers.Session;

/// <summary>The keys of settings that mean more than one variable, or that change more than themselves.</summary>
internal static class StateKeys
{
    public const string Names = " names";
    public const string CharacterSet = " character set";
    public const string CharacterSetClient = "character_set_client";
    public const string SqlMode = "sql_mode";
    public const string OldMode = "old_mode";
    public const string Isolation = " isolation level";
    public const string Access = " access mode";

    /// <summary>What a MariaDB server adds for MySQL's connector for .NET, which reads SHOW COLLATION and takes no NULL id.
    /// </summary>
    public const string NoNullCollationIds = "old_mode=CONCAT(@@old_mode,',NO_NULL_COLLATION_IDS')";

    /// <summary>The client is one for which <see cref="NoNullCollationIds"/> is set, as a MariaDB server tells it.</summary>
    public static bool NeedsCollationIds(IReadOnlyList<KeyValuePair<string, string>> attributes)
    {
        foreach ((string name, string value) in attributes)
        {
            if (name == "_client_name")
                return value == "mysql-connector-net";
        }

        return false;
    }

    public static bool IsCharset(string variable) => variable is
        CharacterSetClient or "character_set_connection" or "character_set_results" or "collation_connection";

    public static bool IsTransactionVariable(string variable) => variable is
        "tx_isolation" or "transaction_isolation" or "tx_read_only" or "transaction_read_only";

    public static bool IsIsolation(SettingGroup group, string key) => group switch
    {
        SettingGroup.Variable => key is "tx_isolation" or "transaction_isolation",
        SettingGroup.Transaction => key == Isolation,
        _ => false,
    };

    /// <summary>The value in <c>name=value</c>, without quotes.</summary>
    public static string ValueOf(string sql) => sql[(sql.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim('\'');

    /// <summary>A value that was read back, as text that means the same under every character set and sql_mode; null where
    /// there is none.</summary>
    public static string? Literal(string? value)
    {
        if (value is null)
            return "NULL";
        if (IsNumber(value))
            return value;
        foreach (char c in value)
        {
            if (!char.IsAscii(c) || c is '\\' or '\0')
                return null;
        }

        return $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    /// <summary>Digits only where they count: NaN, the names of infinity and blanks around a number are text.</summary>
    private static bool IsNumber(string value) =>
        value.Length > 0
        && char.IsAsciiDigit(value[^1])
        && double.TryParse(
            value,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out _);
}
