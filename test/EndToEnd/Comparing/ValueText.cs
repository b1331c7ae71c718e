using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SceNettyProxy.EndToEnd.Comparing;

/// <summary>Values as text that shows every difference: type, exact digits, bytes.</summary>
internal static class ValueText
{
    private const int LongestShown = 200;

    public static string Of(object? value) => value switch
    {
        null or DBNull => "NULL",
        byte[] bytes => $"Byte[{bytes.Length}] {Shorten(Convert.ToHexString(bytes))}",
        string text => $"String[{text.Length}] '{Shorten(text)}'",
        // Their own texts fail on dates that .NET has not.
        MySqlConnector.MySqlDateTime date =>
            $"MySqlDateTime {date.Year:D4}-{date.Month:D2}-{date.Day:D2} {date.Hour:D2}:{date.Minute:D2}:{date.Second:D2}.{date.Microsecond:D6} {date.IsValidDateTime}",
        MySql.Data.Types.MySqlDateTime date =>
            $"MySqlDateTime {date.Year:D4}-{date.Month:D2}-{date.Day:D2} {date.Hour:D2}:{date.Minute:D2}:{date.Second:D2}.{date.Microsecond:D6} {date.IsValidDateTime}",
        DateTime time => $"DateTime {time:O}",
        float number => $"Single {number:R}",
        double number => $"Double {number:R}",
        IFormattable other => $"{other.GetType().Name} {other.ToString(null, CultureInfo.InvariantCulture)}",
        _ => $"{value.GetType().Name} {value}",
    };

    /// <summary>A long text is shown by its start and the hash of the whole.</summary>
    private static string Shorten(string text) => text.Length <= LongestShown
        ? text
        : $"{text[..32]}… sha256 {Convert.ToHexString(SHA256.HashData(Encoding.Unicode.GetBytes(text)))}";
}
