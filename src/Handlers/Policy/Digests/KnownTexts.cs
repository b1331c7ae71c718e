using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Codecs.Sql.Digests;
using SceNettyProxy.Handlers.Policy.Sql;
using SceNettyProxy.Tenancy.Learning;

namespace SceNettyProxy.Handlers.Policy.Digests;

/// <summary>
/// The names under which a session has prepared known texts by PREPARE … FROM: EXECUTE of any other name runs what was prepared
/// unseen, or before it had to be known. Of one session; not thread-safe.
/// </summary>
internal sealed class KnownTexts
{
    private readonly TextStatements names;

    public KnownTexts() => names = new TextStatements();

    private KnownTexts(TextStatements names) => this.names = names;

    public KnownTexts Copy() => new(new TextStatements(names));

    public void Clear() => names.Clear();

    /// <summary>Follows the statements of a text that are known, in their order.</summary>
    /// <param name="judge">The digests that know them.</param>
    /// <param name="digester">Holds the text.</param>
    /// <param name="reading">How the session's server reads it.</param>
    /// <returns>False where one of them executes a name that stands for no known text.</returns>
    public bool Follow(DatabaseDigests judge, StatementDigester digester, SqlReading reading)
    {
        bool prepares = false;
        foreach (ref readonly DigestedStatement statement in digester.Statements)
        {
            if (statement.Verb is StatementVerb.Prepare or StatementVerb.Execute or StatementVerb.SetStatement or StatementVerb.Compound
                && !Follow(judge, digester.TextOf(statement), reading, ref prepares))
                return false;
        }

        // A PREPARE among others need not be reached, and then its name stands for what it stood for before.
        if (prepares && (digester.Statements.Length > 1 || digester.Statements[0].Verb != StatementVerb.Prepare))
            Clear();
        return true;
    }

    private bool Follow(DatabaseDigests judge, ReadOnlySpan<byte> normalised, SqlReading reading, ref bool prepares)
    {
        SqlTokenizer tokens = new(normalised, reading);
        while (tokens.Read())
        {
            bool executes = tokens.Keyword == SqlKeyword.Execute;
            if (!executes && tokens.Keyword != SqlKeyword.Prepare)
                continue;
            tokens.Read();
            if (!executes)
            {
                prepares = true;
                names.Add(judge, tokens.Text);
            }
            else if (tokens.Keyword != SqlKeyword.Immediate && !names.WasJudgedBy(judge, tokens.Text))
            {
                return false;
            }
        }

        return true;
    }
}
