using System.Globalization;
using System.Text;
using SceNettyProxy.Codecs.Sql;

namespace SceNettyProxy.Handlers.PrivateSql;

/// <summary>
/// Reads what stands behind the words of a statement: takes one piece after the other, and stays where it is when the next one
/// is of another kind. Comments do not count.
/// </summary>
internal ref struct OrderReader
{
    private readonly SqlReading reading;
    private SqlTokenizer tokens;

    public OrderReader(ReadOnlySpan<byte> text, SqlReading reading)
    {
        this.reading = reading;
        tokens = new SqlTokenizer(text, reading);
        Next();
    }

    /// <summary>Nothing is left but semicolons.</summary>
    public bool IsAtEnd
    {
        get
        {
            while (tokens.Kind == SqlTokenKind.Semicolon)
                Next();
            return tokens.Kind == SqlTokenKind.End;
        }
    }

    private readonly bool IsWord => tokens.Kind is SqlTokenKind.Identifier or SqlTokenKind.Keyword;

    public bool Take(string word) => IsWord && Ascii.EqualsIgnoreCase(tokens.Text, word) && Next();

    public bool TakeComma() => tokens.Kind == SqlTokenKind.Comma && Next();

    public bool TakeNumber(out long number) =>
        long.TryParse(tokens.Text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0 && Next();

    public string? TakeWord() => IsWord ? TakeText() : null;

    public string? TakeName() => IsWord || tokens.Kind == SqlTokenKind.QuotedIdentifier ? TakeText() : null;

    /// <summary>A table, or <c>schema.table</c>.</summary>
    public string? TakeTable()
    {
        string? name = TakeName();
        if (name is null || tokens.Kind != SqlTokenKind.Dot)
            return name;
        Next();
        return TakeName() is { } table ? $"{name}.{table}" : null;
    }

    public string? TakeString() => tokens.Kind == SqlTokenKind.String ? TakeText() : null;

    private string? TakeText()
    {
        byte[] plain = new byte[tokens.Length];
        if (!SqlText.TryUnquote(tokens.Text, reading, plain, out int length))
            return null;
        Next();
        return Encoding.UTF8.GetString(plain, 0, length);
    }

    /// <returns>True, for its callers' conditions.</returns>
    private bool Next()
    {
        while (tokens.Read() && tokens.Kind == SqlTokenKind.Comment)
        {
        }

        return true;
    }
}
