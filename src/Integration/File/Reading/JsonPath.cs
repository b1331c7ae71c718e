using System.Text.RegularExpressions;

namespace SceNettyProxy.Integration.File.Reading;

/// <summary>Builds the path of a place in a JSON document.</summary>
internal static partial class JsonPath
{
    public const string Root = "$";

    public static string Member(string parent, string key) =>
        PlainKey().IsMatch(key) ? $"{parent}.{key}" : $"{parent}['{key.Replace("'", "\\'", StringComparison.Ordinal)}']";

    public static string Item(string parent, int index) => $"{parent}[{index}]";

    [GeneratedRegex(@"^[\p{L}_$][\p{L}\p{Nd}_$-]*$")]
    private static partial Regex PlainKey();
}
