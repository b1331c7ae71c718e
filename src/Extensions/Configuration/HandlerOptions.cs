using System.Globalization;

namespace SceNettyProxy.Extensions.Configuration;

/// <summary>
/// The free JSON object <c>options</c>. Members of inner objects and lists are reached by a path with colons
/// (<c>tables:0:name</c>); names ignore case. Values may come from the environment or the command line as well, so they are
/// text, read by the methods here. Immutable.
/// </summary>
public sealed class HandlerOptions
{
    private readonly SortedDictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="values">Paths and their values; the last one counts where a path comes twice.</param>
    public HandlerOptions(params IEnumerable<KeyValuePair<string, string>> values)
    {
        foreach ((string path, string value) in values)
            this.values[path] = value;
    }

    /// <summary>No options.</summary>
    public static HandlerOptions Empty { get; } = new();

    /// <summary>Every path that has a value.</summary>
    public IReadOnlyCollection<string> Paths => values.Keys;

    /// <summary>The text at a path; null where there is none.</summary>
    public string? this[string path] => values.GetValueOrDefault(path);

    /// <summary>A text that must be there and must not be empty.</summary>
    /// <exception cref="HandlerOptionException">It is missing or empty.</exception>
    public string Require(string path) =>
        this[path] is { Length: > 0 } text ? text : throw new HandlerOptionException(path, "is missing");

    /// <summary>A text.</summary>
    public string Text(string path, string fallback) => this[path] ?? fallback;

    /// <summary>A whole number.</summary>
    /// <exception cref="HandlerOptionException">It is none.</exception>
    public long Number(string path, long fallback) => this[path] is not { } text
        ? fallback
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new HandlerOptionException(path, "must be a whole number");

    /// <summary>true or false.</summary>
    /// <exception cref="HandlerOptionException">It is neither.</exception>
    public bool Flag(string path, bool fallback) => this[path] is not { } text
        ? fallback
        : bool.TryParse(text, out bool flag) ? flag : throw new HandlerOptionException(path, "must be true or false");

    /// <summary>The texts of a list, in its order; empty where there is none.</summary>
    public IReadOnlyList<string> Texts(string path)
    {
        List<string> texts = [];
        while (this[$"{path}:{texts.Count}"] is { } text)
            texts.Add(text);
        return texts;
    }
}
