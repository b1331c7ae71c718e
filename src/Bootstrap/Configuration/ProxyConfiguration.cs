using System.Text.Json;
using Microsoft.Extensions.Configuration;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>
/// Reads proxy.json and what overrides it, the stronger last: the file, the environment (<c>SCEPROXY_pool__max=10</c>), the
/// command line (<c>--set pool.max=10</c>).
/// </summary>
internal static class ProxyConfiguration
{
    public const string FileName = "proxy.json";
    public const string EnvironmentPrefix = "SCEPROXY_";

    /// <summary>Reads everything anew.</summary>
    /// <param name="folder">The configuration folder.</param>
    /// <param name="overrides">From the command line: <c>path=value</c> each.</param>
    public static ProxyConfigurationResult Load(string folder, IReadOnlyList<string> overrides)
    {
        ReadingContext context = new() { Folder = Path.GetFullPath(folder) };
        Dictionary<string, string?> pairs = ReadOverrides(overrides, context);
        string file = Path.Combine(Path.GetFullPath(folder), FileName);
        try
        {
            ConfigurationBuilder builder = new();
            builder.AddJsonFile(source =>
            {
                source.Path = file;
                source.Optional = false;
                source.ReloadOnChange = false;
                source.ResolveFileProvider();
            });
            builder.AddEnvironmentVariables(EnvironmentPrefix);
            builder.AddInMemoryCollection(pairs);
            ProxyOptions options = ProxyOptionsReader.Read(builder.Build(), context);
            return new ProxyConfigurationResult(
                context.Errors.Count == 0 ? options : null, [.. context.Errors], [.. context.KnownPaths]);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            context.Errors.Add(Describe(e, file));
            return new ProxyConfigurationResult(null, [.. context.Errors], []);
        }
    }

    private static Dictionary<string, string?> ReadOverrides(IReadOnlyList<string> overrides, ReadingContext context)
    {
        Dictionary<string, string?> pairs = new(StringComparer.OrdinalIgnoreCase);
        foreach (string text in overrides)
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                context.Fail($"--set {text}", "must be path=value");
            else
                pairs[ToKey(text[..equals])] = text[(equals + 1)..];
        }

        return pairs;
    }

    /// <summary>
    /// <c>listeners[0].port</c> to <c>listeners:0:port</c>; a path with colons is a key as it stands.
    /// </summary>
    private static string ToKey(string path) => path.Contains(':', StringComparison.Ordinal)
        ? path
        : path.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)
            .Replace(".", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);

    private static ConfigurationError Describe(Exception e, string file)
    {
        Exception cause = e;
        while (cause is not JsonException && cause.InnerException is { } inner)
            cause = inner;
        if (cause is not JsonException json)
            return new ConfigurationError("$", e is FileNotFoundException ? $"{file} does not exist" : cause.Message);
        int position = json.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return new ConfigurationError(
            $"line {json.LineNumber + 1}, column {json.BytePositionInLine + 1}",
            position < 0 ? json.Message : json.Message[..position]);
    }
}
