using System.Buffers.Text;
using System.Globalization;

namespace SceNettyProxy.Codecs.Sql;

/// <summary>
/// The parts of <c>KILL [HARD | SOFT] [CONNECTION | QUERY [ID]] number</c>, with <c>USER account</c> or
/// <c>CONNECTION_ID()</c> in the place of the number.
/// </summary>
/// <param name="Target">What it names.</param>
/// <param name="QueryOnly">The connection is to live on: <c>KILL QUERY</c>.</param>
/// <param name="Strength">HARD or SOFT.</param>
/// <param name="Id">The number; <see cref="ulong.MaxValue"/> for any that is larger. 0 where none is named.</param>
/// <param name="User">The account's name as written, without its host; empty where none is named.</param>
public readonly record struct KillStatement(
    KillTarget Target, bool QueryOnly, KillStrength Strength, ulong Id, TextRange User)
{
    /// <summary>
    /// Reads a statement whose verb is KILL. Numbers may be written in any literal form (<c>5</c>, <c>'5'</c>,
    /// <c>0x5</c>, <c>b'101'</c>) and stand in parentheses.
    /// </summary>
    /// <param name="text">The text of the batch.</param>
    /// <param name="statement">Where the statement stands in it.</param>
    /// <param name="reading">How the text is read.</param>
    /// <returns>Null for what is no valid KILL, and for expressions: they are not evaluated.</returns>
    public static KillStatement? Parse(ReadOnlySpan<byte> text, TextRange statement, SqlReading reading)
    {
        var tokens = new SqlTokenizer(statement.Of(text), reading);
        if (!Next(ref tokens) || tokens.Keyword != SqlKeyword.Kill)
            return null;
        Next(ref tokens);
        KillStrength strength = KillStrength.Default;
        if (Accept(ref tokens, "HARD"u8))
            strength = KillStrength.Hard;
        else if (Accept(ref tokens, "SOFT"u8))
            strength = KillStrength.Soft;

        bool queryOnly = false;
        if (!Accept(ref tokens, "CONNECTION"u8) && Accept(ref tokens, "QUERY"u8))
        {
            queryOnly = true;
            if (Accept(ref tokens, "ID"u8))
                return ParseId(ref tokens, reading, KillTarget.Query, queryOnly, strength);
        }

        return Accept(ref tokens, "USER"u8)
            ? ParseUser(ref tokens, statement.Start, queryOnly, strength)
            : ParseId(ref tokens, reading, KillTarget.Connection, queryOnly, strength);
    }

    private static KillStatement? ParseId(
        ref SqlTokenizer tokens, SqlReading reading, KillTarget target, bool queryOnly, KillStrength strength)
    {
        int open = 0;
        for (; tokens.Kind == SqlTokenKind.LeftParenthesis; open++)
            Next(ref tokens);

        ulong id = 0;
        if (target == KillTarget.Connection && Is(tokens, "CONNECTION_ID"u8))
        {
            target = KillTarget.Self;
            if (!Next(ref tokens) || tokens.Kind != SqlTokenKind.LeftParenthesis
                || !Next(ref tokens) || tokens.Kind != SqlTokenKind.RightParenthesis)
                return null;
        }
        else if (!TryReadNumber(tokens, reading, out id))
        {
            return null;
        }

        Next(ref tokens);
        for (; open > 0 && tokens.Kind == SqlTokenKind.RightParenthesis; open--)
            Next(ref tokens);
        return open == 0 && tokens.Kind == SqlTokenKind.End
            ? new KillStatement(target, queryOnly, strength, id, default)
            : null;
    }

    private static KillStatement? ParseUser(
        ref SqlTokenizer tokens, int offset, bool queryOnly, KillStrength strength)
    {
        KillTarget target = KillTarget.User;
        TextRange user = default;
        bool isName = tokens.Kind is SqlTokenKind.Identifier or SqlTokenKind.QuotedIdentifier or SqlTokenKind.String
            or SqlTokenKind.Keyword or SqlTokenKind.Function;
        if (!isName)
            return null;
        if (Is(tokens, "CURRENT_USER"u8))
        {
            target = KillTarget.CurrentUser;
            Next(ref tokens);
            if (tokens.Kind == SqlTokenKind.LeftParenthesis
                && (!Next(ref tokens) || tokens.Kind != SqlTokenKind.RightParenthesis || Next(ref tokens)))
                return null;
        }
        else
        {
            user = new TextRange(offset + tokens.Start, tokens.Length);
            Next(ref tokens);
            if (tokens.Kind == SqlTokenKind.UserVariable)
                Next(ref tokens);
        }

        return tokens.Kind == SqlTokenKind.End ? new KillStatement(target, queryOnly, strength, 0, user) : null;
    }

    private static bool TryReadNumber(in SqlTokenizer tokens, SqlReading reading, out ulong number)
    {
        number = 0;
        ReadOnlySpan<byte> text = tokens.Text;
        switch (tokens.Kind)
        {
            case SqlTokenKind.Integer:
                return TryReadDecimal(text, out number);
            case SqlTokenKind.String when !tokens.HasEscapes && text.Length is > 2 and <= 32:
                Span<byte> digits = stackalloc byte[32];
                return SqlText.TryUnquote(text, reading, digits, out int length)
                    && TryReadDecimal(digits[..length].Trim((byte)' '), out number);
            case SqlTokenKind.Literal:
                return TryReadBits(text, out number);
            default:
                return false;
        }
    }

    private static bool TryReadDecimal(ReadOnlySpan<byte> digits, out ulong number)
    {
        number = 0;
        if (digits.IsEmpty)
            return false;
        foreach (byte digit in digits)
        {
            if (!SqlText.IsDigit(digit))
                return false;
        }

        // Digits only: what cannot be read is too large.
        if (!Utf8Parser.TryParse(digits, out number, out _))
            number = ulong.MaxValue;
        return true;
    }

    /// <summary><c>0x…</c>, <c>X'…'</c>, <c>0b…</c>, <c>B'…'</c>.</summary>
    private static bool TryReadBits(ReadOnlySpan<byte> text, out ulong number)
    {
        bool isHex = SqlText.ToUpper(text[0] == '0' ? text[1] : text[0]) == 'X';
        ReadOnlySpan<byte> digits = text[2..].TrimEnd((byte)'\'').TrimStart((byte)'0');
        if (digits.IsEmpty)
        {
            number = 0;
            return true;
        }

        if (ulong.TryParse(digits, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.AllowBinarySpecifier, null, out number))
            return true;
        number = ulong.MaxValue;
        return true;
    }

    private static bool Accept(ref SqlTokenizer tokens, ReadOnlySpan<byte> word)
    {
        if (!Is(tokens, word))
            return false;
        Next(ref tokens);
        return true;
    }

    private static bool Is(in SqlTokenizer tokens, ReadOnlySpan<byte> word) =>
        tokens.Kind is SqlTokenKind.Identifier or SqlTokenKind.Keyword or SqlTokenKind.Function
        && SqlText.EqualsIgnoreCase(tokens.Text, word);

    /// <summary>Moves to the next token that is not a comment; false at the end.</summary>
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
