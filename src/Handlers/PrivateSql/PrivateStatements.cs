using System.Collections.Immutable;
using System.Text;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Handlers.PrivateSql.Statements;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.PrivateSql;

/// <summary>All statements of the proxy's own, found by their words.</summary>
internal static class PrivateStatements
{
    private const ushort SyntaxErrorCode = 1064;
    private const string SyntaxErrorState = "42000";
    private const ushort UnknownErrorCode = 1105;
    private const string UnknownErrorState = "HY000";

    /// <summary>In the order of SCE HELP.</summary>
    public static ImmutableArray<PrivateStatement> All { get; } =
    [
        new HelpStatement(),
        new WhoAmIStatement(),
        new MasterStatement(),
        new WhyStatement(),
        new ExplainRouteStatement(),
        new ClientStatusStatement(),
        new SessionStatusStatement(),
        new PoolStatusStatement(),
        new ProxyStatusStatement(),
        new BackendStatusStatement(),
        new LimitStatusStatement(),
        new QuotaStatusStatement(),
        new UsageStatusStatement(),
        new ForbidStatusStatement(),
        new ForbidSetStatement(),
        new ForbidLiftStatement(),
        new DigestStatusStatement(),
        new HandlerStatusStatement(),
        new HandlerRestoreStatement(),
    ];

    /// <summary>Finds the statement that a text begins with.</summary>
    /// <param name="text">The whole text of a command whose first statement has the verb SCE.</param>
    /// <param name="argument">What stands behind its words: text as it is where it takes text, else tokens with single spaces.
    /// </param>
    /// <returns>Null when there is none.</returns>
    public static PrivateStatement? Find(ReadOnlySpan<byte> text, SqlReading reading, out string argument)
    {
        argument = "";
        var tokens = new SqlTokenizer(text, reading);
        do
        {
            Next(ref tokens);
        }
        while (tokens.Kind == SqlTokenKind.Semicolon);

        if (tokens.Keyword != SqlKeyword.Sce)
            return null;
        foreach (PrivateStatement statement in All)
        {
            SqlTokenizer ahead = tokens;
            if (!Matches(ref ahead, statement.Words))
                continue;
            argument = statement.TakesText ? RestOf(text, ahead) : WordsOf(ahead);
            return statement;
        }

        return null;
    }

    public static SceError SyntaxError(string hint) =>
        new(SyntaxErrorCode, SyntaxErrorState, $"You have an error in your SCE statement; {hint}");

    /// <summary>What was ordered could not be kept.</summary>
    public static SceError NotKept(string why) => new(UnknownErrorCode, UnknownErrorState, $"It could not be kept: {why}");

    public static SceError UnknownHandler(string name) =>
        new(UnknownErrorCode, UnknownErrorState, $"There is no handler '{name}'");

    private static bool Matches(ref SqlTokenizer tokens, string words)
    {
        foreach (Range word in words.AsSpan().Split(' '))
        {
            if (!Next(ref tokens) || !Ascii.EqualsIgnoreCase(tokens.Text, words.AsSpan(word)))
                return false;
        }

        return true;
    }

    private static string RestOf(ReadOnlySpan<byte> text, SqlTokenizer tokens) =>
        Next(ref tokens) ? Encoding.UTF8.GetString(text[tokens.Start..]) : "";

    /// <summary>The tokens up to the end of the statement with single spaces between them.</summary>
    private static string WordsOf(SqlTokenizer tokens)
    {
        StringBuilder words = new();
        while (Next(ref tokens) && tokens.Kind != SqlTokenKind.Semicolon)
            words.Append(words.Length > 0 ? " " : "").Append(Encoding.UTF8.GetString(tokens.Text));
        return words.ToString();
    }

    private static bool Next(ref SqlTokenizer tokens)
    {
        while (tokens.Read())
        {
            if (tokens.Kind != SqlTokenKind.Comment)
                return true;
        }

        return false;
    }
}
