using System.Text.Json;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Integration.File.Reading;

/// <summary>
/// Reads the members of one JSON object. What is missing, of the wrong type or out of range goes to the error list and is
/// answered with null or the fallback, so that reading goes on. <see cref="Finish"/> reports the keys that nobody asked for.
/// </summary>
internal sealed class ObjectReader
{
    private readonly Dictionary<string, JsonElement> members = new(StringComparer.Ordinal);
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private readonly ErrorList errors;

    private ObjectReader(JsonItem item, ErrorList errors)
    {
        Path = item.Path;
        this.errors = errors;
        foreach (JsonProperty property in item.Value.EnumerateObject())
        {
            if (!members.TryAdd(property.Name, property.Value))
                errors.Add(JsonPath.Member(Path, property.Name), "appears more than once");
        }
    }

    public string Path { get; }

    /// <summary>Null, and an error, when the value is no object.</summary>
    public static ObjectReader? Open(JsonItem item, ErrorList errors)
    {
        if (item.Value.ValueKind == JsonValueKind.Object)
            return new ObjectReader(item, errors);
        errors.Add(item.Path, JsonText.MustBe("an object", item.Value));
        return null;
    }

    public string PathOf(string key) => JsonPath.Member(Path, key);

    /// <summary>Every member with its name; all count as asked for.</summary>
    public IEnumerable<(string Name, JsonItem Item)> Members()
    {
        known.UnionWith(members.Keys);
        return members.Select(member => (member.Key, new JsonItem(member.Value, PathOf(member.Key))));
    }

    public string? Text(string key, bool required = false, bool allowEmpty = false)
    {
        if (Find(key, required) is not { } item)
            return null;
        if (item.Value.ValueKind != JsonValueKind.String)
            return Fail<string>(item, JsonText.MustBe("a string", item.Value));
        string text = item.Value.GetString()!;
        return text.Length > 0 || allowEmpty ? text : Fail<string>(item, "must not be empty");
    }

    public bool Flag(string key)
    {
        if (Find(key) is not { } item)
            return false;
        if (item.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            errors.Add(item.Path, JsonText.MustBe("true or false", item.Value));
        return item.Value.ValueKind == JsonValueKind.True;
    }

    /// <summary>As <see cref="Flag"/>, but null where the key is missing.</summary>
    public bool? OptionalFlag(string key) => members.ContainsKey(key) ? Flag(key) : Missing(key);

    /// <summary>One of the names of an enumeration, as <see cref="SettingName"/> writes them.</summary>
    public T? Choice<T>(string key)
        where T : struct, Enum
    {
        if (Text(key) is not { } text)
            return null;
        if (SettingName.TryParse(text, out T value))
            return value;
        errors.Add(PathOf(key), SettingName.Requirement<T>());
        return null;
    }

    public long? Whole(string key, long lowest, long highest)
    {
        if (Find(key) is not { } item)
            return null;
        if (item.Value.ValueKind == JsonValueKind.Number && item.Value.TryGetInt64(out long number)
            && number >= lowest && number <= highest)
            return number;
        errors.Add(item.Path, $"must be {lowest}..{highest}");
        return null;
    }

    /// <summary>A duration in seconds; fractions are allowed.</summary>
    public TimeSpan? Seconds(string key, double lowest, double highest)
    {
        if (Find(key) is not { } item)
            return null;
        if (item.Value.ValueKind == JsonValueKind.Number && item.Value.TryGetDouble(out double seconds)
            && seconds >= lowest && seconds <= highest)
            return TimeSpan.FromSeconds(seconds);
        errors.Add(item.Path, $"must be {lowest}..{highest} seconds");
        return null;
    }

    public ObjectReader? Object(string key, bool required = false) =>
        Find(key, required) is { } item ? Open(item, errors) : null;

    /// <summary>The items of a list; none when the key is missing.</summary>
    public IEnumerable<JsonItem> Items(string key)
    {
        if (Find(key) is not { } item)
            return [];
        if (item.Value.ValueKind == JsonValueKind.Array)
            return item.Value.EnumerateArray().Select((value, i) => new JsonItem(value, JsonPath.Item(item.Path, i)));
        errors.Add(item.Path, JsonText.MustBe("a list", item.Value));
        return [];
    }

    /// <summary>The items of a list, or the value itself where it is none; none when the key is missing.</summary>
    public IEnumerable<JsonItem> OneOrMore(string key) =>
        members.TryGetValue(key, out JsonElement value) && value.ValueKind != JsonValueKind.Array
            ? Find(key) is { } item ? [item] : []
            : Items(key);

    /// <summary>The key is there, whatever its value.</summary>
    public bool Has(string key) => members.ContainsKey(key);

    /// <summary>Reports every key that was not asked for.</summary>
    public void Finish()
    {
        foreach (string key in members.Keys.Where(key => !known.Contains(key)))
            errors.Add(PathOf(key), UnknownKey.Describe(key, known));
    }

    private bool? Missing(string key)
    {
        known.Add(key);
        return null;
    }

    private JsonItem? Find(string key, bool required = false)
    {
        known.Add(key);
        if (members.TryGetValue(key, out JsonElement value))
            return new JsonItem(value, PathOf(key));
        if (required)
            errors.Add(PathOf(key), "is missing");
        return null;
    }

    private T? Fail<T>(JsonItem item, string message)
        where T : class
    {
        errors.Add(item.Path, message);
        return null;
    }
}
