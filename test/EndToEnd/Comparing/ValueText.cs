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
