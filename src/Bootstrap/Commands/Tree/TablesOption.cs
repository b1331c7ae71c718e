using System.CommandLine;

namespace SceNettyProxy.Bootstrap.Commands.Tree;

/// <summary>The option that names the MySQL database with t_db_info and t_db_type.</summary>
internal static class TablesOption
{
    /// <summary>Holds the connection string where the option says <c>-</c>: other users of the machine see arguments.</summary>
    public const string Variable = "SCEPROXY_TREE_MYSQL";

    public static Option<string?> Create() => new("--mysql")
    {
        Description = $"The MySQL database with t_db_info and t_db_type: a connection string (Server=…;Port=…;User ID=…;Password=…;Database=…), or - for the one in {Variable}.",
    };

    public static string? Read(ParseResult result, Option<string?> option) =>
        result.GetValue(option) is { } text && text == "-" ? Environment.GetEnvironmentVariable(Variable) : result.GetValue(option);
}
