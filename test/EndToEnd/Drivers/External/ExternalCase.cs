using System.Text.Json;

namespace SceNettyProxy.EndToEnd.Drivers.External;

/// <summary>What one case of a program has seen on one side. Exactly one of the last three is set.</summary>
/// <param name="Name">A sentence, unique in its program.</param>
/// <param name="Values">The lines to compare.</param>
/// <param name="Error">An error that the case did not expect.</param>
/// <param name="Unsupported">The driver's own error where it cannot do what the case asks.</param>
internal sealed record ExternalCase(string Name, IReadOnlyList<string>? Values, string? Error, string? Unsupported)
{
    /// <summary>Reads an object with <c>case</c> and one of <c>values</c>, <c>error</c>, <c>unsupported</c>.</summary>
    /// <exception cref="JsonException">It has another form.</exception>
    public static ExternalCase Parse(JsonElement line)
    {
        var read = new ExternalCase(
            Text(line, "case") ?? throw new JsonException("A line without a case"),
            line.TryGetProperty("values", out var values) ? [.. values.EnumerateArray().Select(value => value.ToString())] : null,
            Text(line, "error"),
            Text(line, "unsupported"));
        return read is { Values: null, Error: null, Unsupported: null }
            ? throw new JsonException($"'{read.Name}' has neither values nor an error")
            : read;
    }

    private static string? Text(JsonElement line, string property) =>
        line.TryGetProperty(property, out var value) ? value.GetString() : null;
}
