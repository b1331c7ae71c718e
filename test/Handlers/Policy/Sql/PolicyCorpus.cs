using System.Text;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Handlers.Policy.Sql;
using SceNettyProxy.Tenancy.Policies;

namespace SceNettyProxy.Handlers.Tests.Policy.Sql;

/// <summary>Judges the lines of a corpus.</summary>
internal static class PolicyCorpus
{
    /// <summary>The verdict of a policy on a line.</summary>
    /// <param name="policy">A built-in policy, or one of the test's.</param>
    /// <param name="line">
    /// The text, a character per byte; in front of it may stand how it is read: <c>ansi|</c>, <c>nobs|</c> (NO_BACKSLASH_ESCAPES),
    /// <c>gbk|</c>, <c>big5|</c>, <c>sjis|</c>, <c>unknown|</c> (the modes are not known yet), <c>mysql|</c>.
    /// </param>
    public static PolicyVerdict Judge(SqlPolicyDefinition policy, string line)
    {
        (SqlReading reading, string text) = Read(line);
        var facts = new PolicyFacts
        {
            Reading = reading,
            CurrentSchema = "shop",
            OwnSchema = "shop"u8,
            TextStatements = new TextStatements(),
        };
        return new SqlPolicyJudge().Judge(new SqlPolicyRules(policy), Encoding.Latin1.GetBytes(text), facts);
    }

    private static (SqlReading Reading, string Text) Read(string line)
    {
        SqlReading reading = new(CharsetFamily.Plain, SqlModes.None, ModesKnown: true, ServerFlavor.MariaDb);
        int bar = line.IndexOf('|', StringComparison.Ordinal);
        string prefix = bar < 0 ? "" : line[..bar];
        SqlReading? other = prefix switch
        {
            "ansi" => reading with { Modes = SqlModes.AnsiQuotes },
            "nobs" => reading with { Modes = SqlModes.NoBackslashEscapes },
            "gbk" => reading with { Charset = CharsetFamily.Gbk },
            "big5" => reading with { Charset = CharsetFamily.Big5 },
            "sjis" => reading with { Charset = CharsetFamily.Sjis },
            "gb18030" => reading with { Charset = CharsetFamily.Gb18030 },
            "unknown" => reading with { ModesKnown = false },
            "mysql" => reading with { Flavor = ServerFlavor.MySql },
            _ => null,
        };
        return other is { } found ? (found, line[(bar + 1)..]) : (reading, line);
    }
}
