using System.Text;
using System.Text.Json;
using SceNettyProxy.Integration.File.Reading;

namespace SceNettyProxy.Integration.ZooKeeper.Registry;

/// <summary>Reads the data of single nodes; what cannot be read goes to the errors.</summary>
internal static class NodeText
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private static readonly JsonDocumentOptions Json = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>The text without white space around it, such as the new line that command line tools leave.</summary>
    public static string? Read(ReadOnlyMemory<byte> data, string path, ErrorList errors)
    {
        try
        {
            return StrictUtf8.GetString(data.Span).Trim();
        }
        catch (DecoderFallbackException)
        {
            errors.Add(path, "is not UTF-8");
            return null;
        }
    }

    /// <summary>The JSON value; the caller disposes of it.</summary>
    /// <param name="empty">What a node without data stands for.</param>
    public static JsonDocument? ReadJson(ReadOnlyMemory<byte> data, string path, string empty, ErrorList errors)
    {
        if (Read(data, path, errors) is not { } text)
            return null;
        try
        {
            return JsonDocument.Parse(text.Length == 0 ? empty : text, Json);
        }
        catch (JsonException e)
        {
            // Its message may quote what stands there.
            errors.Add(path, $"is no JSON: line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}");
            return null;
        }
    }
}
