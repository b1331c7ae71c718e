namespace SceNettyProxy.Codecs.Sql;

/// <summary>How the bytes of a statement are to be read: what the server's lexer takes from the session.</summary>
/// <param name="Charset">How many bytes make a character in the session's character_set_client.</param>
/// <param name="Modes">The sql_mode flags that change lexing; meaningless where <paramref name="ModesKnown"/> is false.</param>
/// <param name="ModesKnown">False until the server has told its sql_mode: text that reads differently under
/// different modes is then marked <see cref="StatementBatch.IsAmbiguous"/>.</param>
public readonly record struct SqlReading(CharsetFamily Charset, SqlModes Modes, bool ModesKnown);

/// <summary>The multi-byte structure of a client character set, as far as it can hide a quote or a backslash.</summary>
public enum CharsetFamily : byte
{
    /// <summary>Single-byte sets, utf8 in every form, euckr, gb2312, ujis: no trail byte is below 0x80.</summary>
    Plain,
    Big5,
    Gbk,
    Gb18030,

    /// <summary>sjis and cp932.</summary>
    Sjis,
}

/// <summary>The sql_mode flags that change how text is cut into tokens.</summary>
[Flags]
public enum SqlModes : byte
{
    None = 0,
    AnsiQuotes = 1,
    NoBackslashEscapes = 2,
    IgnoreSpace = 4,
    PipesAsConcat = 8,
}
