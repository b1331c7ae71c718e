using System.Text.Json;

namespace SceNettyProxy.Integration.File.Reading;

/// <summary>Wording for values of the wrong type. The value itself is never quoted: it may be a password.</summary>
internal static class JsonText
{
    public static string MustBe(string expected, JsonElement actual) => $"must be {expected}, not {NameOf(actual.ValueKind)}";

    private static string NameOf(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };
}
