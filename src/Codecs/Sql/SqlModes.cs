namespace SceNettyProxy.Codecs.Sql;

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
