namespace SceNettyProxy.Codecs.Sql;

/// <summary>How the bytes of a statement are to be read: what the server's lexer takes from the session.</summary>
/// <param name="Charset">How many bytes make a character in the session's character_set_client.</param>
/// <param name="Modes">The sql_mode flags that change lexing; meaningless where <paramref name="ModesKnown"/> is false.</param>
/// <param name="ModesKnown">False until the server has told its sql_mode: text that reads differently under
/// different modes is then marked <see cref="StatementBatch.IsAmbiguous"/>.</param>
/// <param name="Flavor">Whose built-in functions are known; where unknown, only those that both servers have.</param>
public readonly record struct SqlReading(
    CharsetFamily Charset, SqlModes Modes, bool ModesKnown, ServerFlavor Flavor = ServerFlavor.Unknown);
