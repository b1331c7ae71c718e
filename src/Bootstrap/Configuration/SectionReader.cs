using System.Globalization;
using Microsoft.Extensions.Configuration;
using SceNettyProxy.Tenancy.Addresses;
using SceNettyProxy.Tenancy.Secrets;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>
/// Reads the keys of one section. What is of the wrong form or out of range goes to the errors and is answered with the
/// default, so that reading goes on. <see cref="Finish"/> reports the keys that nobody asked for. Keys ignore case, as the
/// sources of configuration do.
/// </summary>
internal sealed class SectionReader
{
    private const long KiB = 1024;

    private readonly IConfiguration section;
    private readonly ReadingContext context;
    private readonly HashSet<string> known = new(StringComparer.OrdinalIgnoreCase);

    public SectionReader(IConfiguration section, string path, ReadingContext context)
    {
        this.section = section;
        this.context = context;
        Path = path;
        if (section is IConfigurationSection { Value.Length: > 0 })
            context.Fail(path, "must be an object");
    }

    public string Path { get; }

    public string PathOf(string key) => key.Contains('.', StringComparison.Ordinal) ? $"{Path}['{key}']" : $"{Path}.{key}";

    public void Fail(string key, string message) => context.Fail(PathOf(key), message);

    public string Text(string key, string fallback, bool allowEmpty = false)
    {
        if (Value(key) is not { } text)
            return fallback;
        if (text.Length == 0 && !allowEmpty)
            Fail(key, "must not be empty");
        return text;
    }

    /// <summary>A text that may be encrypted, in plain; empty where the key is missing.</summary>
    /// <param name="keyFile">The key, an absolute path; empty for none.</param>
    public string Secret(string key, string keyFile)
    {
        string text = Text(key, "", allowEmpty: true);
        if (!SecretProtector.IsProtected(text))
            return text;
        try
        {
            if (keyFile.Length > 0)
                return new SecretProtector(SecretKeyFile.Read(keyFile)).Unprotect(text);
            Fail(key, "is encrypted, but registry.keyFile names no key");
        }
        catch (SecretException e)
        {
            Fail(key, e.Message);
        }

        return text;
    }

    public int Whole(string key, int fallback, int lowest, int highest)
    {
        if (Value(key) is not { } text)
            return fallback;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            && number >= lowest && number <= highest)
            return number;
        Fail(key, $"must be {lowest}..{highest}");
        return fallback;
    }

    public bool Flag(string key, bool fallback)
    {
        if (Value(key) is not { } text)
            return fallback;
        if (bool.TryParse(text, out bool flag))
            return flag;
        Fail(key, "must be true or false");
        return fallback;
    }

    /// <summary>A duration in seconds; fractions are allowed.</summary>
    public TimeSpan Seconds(string key, TimeSpan fallback, double lowest, double highest)
    {
        if (Value(key) is not { } text)
            return fallback;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            && seconds >= lowest && seconds <= highest)
            return TimeSpan.FromSeconds(seconds);
        Fail(key, $"must be {lowest}..{highest} seconds");
        return fallback;
    }

    /// <summary>A size: bytes as a number, or with a unit of 1024 each: KB, MB, GB.</summary>
    public long Bytes(string key, long fallback, long lowest, long highest)
    {
        if (Value(key) is not { } text)
            return fallback;
        ReadOnlySpan<char> digits = text.AsSpan().TrimEnd("BGKMbgkm ");
        long? unit = text.AsSpan(digits.Length).Trim().ToString().ToUpperInvariant() switch
        {
            "" or "B" => 1,
            "KB" => KiB,
            "MB" => KiB * KiB,
            "GB" => KiB * KiB * KiB,
            _ => null,
        };
        if (unit is { } factor && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && number <= highest / factor && number * factor >= lowest)
            return number * factor;
        Fail(key, $"must be {lowest}..{highest} bytes, as a number or with KB, MB or GB");
        return fallback;
    }

    /// <summary>One of the names of an enumeration, as <see cref="SettingName"/> writes them.</summary>
    public T Choice<T>(string key, T fallback)
        where T : struct, Enum
    {
        if (Value(key) is not { } text)
            return fallback;
        if (SettingName.TryParse(text, out T value))
            return value;
        Fail(key, SettingName.Requirement<T>());
        return fallback;
    }

    /// <summary>A file, relative to the configuration folder; the full path, or empty for none.</summary>
    public string FilePath(string key, string fallback) => context.Resolve(Text(key, fallback, allowEmpty: true));

    /// <summary>A list of addresses in the forms of <see cref="AddressList"/>.</summary>
    public AddressList Addresses(string key, AddressList fallback)
    {
        if (Texts(key) is not { } texts)
            return fallback;
        if (AddressList.TryParse(texts, out AddressList? list, out var errors))
            return list;
        foreach (AddressListError error in errors)
            Fail($"{key}[{error.Index}]", error.Message);
        return fallback;
    }

    public SectionReader Section(string key)
    {
        Know(key);
        return new SectionReader(section.GetSection(key), PathOf(key), context);
    }

    /// <summary>The items of a list of objects; null when the key is missing.</summary>
    public IReadOnlyList<SectionReader>? Items(string key) =>
        List(key)?.Select((item, i) => new SectionReader(item, $"{PathOf(key)}[{i}]", context)).ToList();

    /// <summary>The items of a list of texts; null when the key is missing.</summary>
    public IReadOnlyList<string>? Texts(string key) => List(key)?.ConvertAll(item => item.Value ?? "");

    /// <summary>The items of a list of whole numbers; null when the key is missing.</summary>
    public IReadOnlyList<int>? Numbers(string key, int lowest)
    {
        if (List(key) is not { } items)
            return null;
        List<int> numbers = [];
        for (int i = 0; i < items.Count; i++)
        {
            if (int.TryParse(items[i].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= lowest)
                numbers.Add(number);
            else
                context.Fail($"{PathOf(key)}[{i}]", $"must be a number of at least {lowest}");
        }

        return numbers;
    }

    /// <summary>The values of a free section by their paths, which have colons between their parts.</summary>
    public IEnumerable<HandlerOption> Flat(string key)
    {
        Know(key);
        IConfigurationSection free = section.GetSection(key);
        if (free.Value is { Length: > 0 })
            Fail(key, "must be an object");
        return free.AsEnumerable(makePathsRelative: true)
            .Where(pair => pair.Key.Length > 0 && pair.Value is not null)
            .Select(pair => new HandlerOption(pair.Key, pair.Value!));
    }

    /// <summary>The keys of a section whose keys are names; all count as asked for.</summary>
    public IReadOnlyList<string> Names()
    {
        List<string> names = [.. section.GetChildren().Select(child => child.Key)];
        known.UnionWith(names);
        return names;
    }

    /// <summary>Reports every key that was not asked for.</summary>
    public void Finish()
    {
        foreach (IConfigurationSection child in section.GetChildren().Where(child => !known.Contains(child.Key)))
            Fail(child.Key, UnknownKey.Describe(child.Key, known));
    }

    private void Know(string key)
    {
        known.Add(key);
        context.KnownPaths.Add(PathOf(key));
    }

    private string? Value(string key)
    {
        Know(key);
        IConfigurationSection child = section.GetSection(key);
        if (child.Value is null && child.GetChildren().Any())
            Fail(key, "must be a single value");
        return child.Value;
    }

    private List<IConfigurationSection>? List(string key)
    {
        Know(key);
        IConfigurationSection list = section.GetSection(key);
        if (!list.Exists())
            return null;
        List<IConfigurationSection> items = [.. list.GetChildren()];
        if (list.Value is { Length: > 0 } || items.Exists(item => !int.TryParse(item.Key, NumberStyles.None, null, out _)))
        {
            Fail(key, "must be a list");
            return null;
        }

        return items;
    }
}
