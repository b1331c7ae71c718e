namespace SceNettyProxy.Codecs.Sql;

/// <summary>What a token is.</summary>
public enum SqlTokenKind : byte
{
    /// <summary>Behind the last token.</summary>
    End,

    /// <summary>A comment that no server reads as code, optimizer hints (<c>/*+ */</c>) included.</summary>
    Comment,

    /// <summary><c>/*!</c> or <c>/*M!</c> with its version; what follows is code up to <see cref="ExecutableCommentEnd"/>.</summary>
    ExecutableCommentStart,

    /// <summary>The <c>*/</c> of an executable comment.</summary>
    ExecutableCommentEnd,

    /// <summary>A keyword; which one is in <see cref="SqlTokenizer.Keyword"/>.</summary>
    Keyword,

    /// <summary>A bare name that is not a keyword, introducers (<c>_utf8mb4</c>) included.</summary>
    Identifier,

    /// <summary>A name that is not a keyword, before a parenthesis.</summary>
    Function,

    /// <summary>A name in backticks, or in double quotes under ANSI_QUOTES.</summary>
    QuotedIdentifier,

    /// <summary>A quoted string, <c>N'…'</c> included.</summary>
    String,

    /// <summary><c>0x…</c>, <c>X'…'</c>, <c>0b…</c>, <c>B'…'</c>.</summary>
    Literal,
    Integer,

    /// <summary>A number with a point or an exponent.</summary>
    Float,

    /// <summary><c>@name</c>, the name quoted or not, or the host part of an account.</summary>
    UserVariable,

    /// <summary>The two characters <c>@@</c>; the name follows as tokens of their own.</summary>
    SystemVariable,

    /// <summary><c>?</c></summary>
    Parameter,
    Operator,
    Dot,
    Comma,
    LeftParenthesis,
    RightParenthesis,
    Semicolon,

    /// <summary>A byte that begins nothing, NUL among them: a syntax error for every server.</summary>
    Invalid,
}
