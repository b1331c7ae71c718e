namespace SceNettyProxy.Codecs.MySql;

/// <summary>The names of the commands, for error messages and logs.</summary>
public static class CommandNames
{
    private static readonly string[] Names = Build();

    /// <summary>
    /// The protocol's name of a command byte, such as <c>COM_QUERY</c>; <c>COM_99</c> for a byte that names none.
    /// </summary>
    public static string Of(byte command) => Names[command];

    private static string[] Build()
    {
        var names = new string[byte.MaxValue + 1];
        for (var code = 0; code < names.Length; code++)
            names[code] = $"COM_{code}";
        foreach (var code in Enum.GetValues<CommandCode>())
            names[(byte)code] = "COM_" + UpperSnakeCase(code.ToString());
        return names;
    }

    // StmtSendLongData becomes STMT_SEND_LONG_DATA.
    private static string UpperSnakeCase(string name) =>
        string.Concat(name.Select((letter, index) =>
            index > 0 && char.IsAsciiLetterUpper(letter) ? $"_{letter}" : char.ToUpperInvariant(letter).ToString()));
}
