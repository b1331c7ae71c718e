using System.Text.Json;

namespace SceNettyProxy.Integration.File.Reading;

/// <summary>A value with its place in the document.</summary>
internal readonly record struct JsonItem(JsonElement Value, string Path);
