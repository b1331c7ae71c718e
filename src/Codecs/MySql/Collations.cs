using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SceNettyProxy.Codecs.MySql;

/// <summary>The collations that MariaDB 10.11 and MySQL 8 know, by id and by character set.</summary>
public static class Collations
{
    private static readonly FrozenDictionary<int, CollationInfo> ById = Build().ToFrozenDictionary(info => info.Id);

    private static readonly FrozenDictionary<string, CollationInfo> Defaults = ById.Values
        .Where(info => info.IsDefault)
        .ToFrozenDictionary(info => info.Charset, StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds a collation by its id, as login, greeting and column definitions carry it.</summary>
    public static bool TryGet(int id, [NotNullWhen(true)] out CollationInfo? info) => ById.TryGetValue(id, out info);

    /// <summary>
    /// Finds the default collation of a character set, in any case. Where servers differ (utf8mb4), that of MariaDB 10.11.
    /// <c>utf8</c> stands for <c>utf8mb3</c>.
    /// </summary>
    public static bool TryGetDefault(string charset, [NotNullWhen(true)] out CollationInfo? info) =>
        Defaults.TryGetValue(
            charset.Equals("utf8", StringComparison.OrdinalIgnoreCase) ? "utf8mb3" : charset, out info);

    private static IEnumerable<CollationInfo> Build() => Listed().Concat(Uca1400());

    private static IEnumerable<CollationInfo> Listed()
    {
        var charset = string.Empty;
        foreach (var word in CollationTable.Entries.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (word[^1] == ':')
            {
                charset = word[..^1];
                continue;
            }
            var separator = word.AsSpan().IndexOfAny('=', '*');
            var name = word[(separator + 1)..];
            yield return new CollationInfo(
                int.Parse(word.AsSpan(0, separator), NumberStyles.None, CultureInfo.InvariantCulture),
                charset,
                name == "-" ? charset : $"{charset}_{name}",
                word[separator] == '*');
        }
    }

    private static IEnumerable<CollationInfo> Uca1400()
    {
        var forms = CollationTable.Uca1400Forms;
        foreach (var (charset, firstId) in CollationTable.Uca1400Charsets)
        {
            var id = firstId;
            foreach (var tailoring in CollationTable.Uca1400Tailorings)
            {
                foreach (var form in forms)
                {
                    if (tailoring is not null)
                        yield return new CollationInfo(id, charset, $"{charset}_uca1400_{tailoring}{form}", false);
                    id++;
                }
            }
        }
    }
}
