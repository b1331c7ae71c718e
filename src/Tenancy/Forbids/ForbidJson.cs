using System.Globalization;
using System.Text.Json;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Tenancy.Forbids;

/// <summary>Reads the JSON form of forbids.</summary>
/// <remarks>
/// <code>
/// {"shop": {"type": 1, "start": 1357000000.0, "duration": 300, "object": 10, "crud": ["ALL"], "errmsg": "quota exceeded"}}
///
/// type      0 none, 1 for a time, 2 for ever
/// start     seconds since 1970, with a fraction
/// duration  seconds
/// object    10 the database, 11 tables
/// crud      of 10: a list of verbs, or one verb, "ALL" among them; of 11: the same per table
/// errmsg    why
/// </code>
/// More than one forbid of a database stand in a list. Numbers may be strings, and keys that are not known are left out of account:
/// what others have written is to be read.
/// </remarks>
public static class ForbidJson
{
    /// <summary>What is in force by that text; forbids of the type 0 are none.</summary>
    /// <exception cref="ForbidFormatException">It is no such text.</exception>
    public static ForbidSnapshot Parse(ReadOnlyMemory<byte> utf8)
    {
        ForbidSnapshot snapshot = ForbidSnapshot.Empty;
        foreach (IGrouping<string, DatabaseForbid> group in ParseOrders(utf8).GroupBy(static order => order.Database, StringComparer.Ordinal))
        {
            snapshot = snapshot.With(
                group.Key,
                ForbidSet.From(group.Select(static order => order.Forbid).Where(static forbid => forbid.Kind != ForbidKind.None)));
        }

        return snapshot;
    }

    /// <summary>What that text asks for, in its order; one of the type 0 asks to lift.</summary>
    /// <exception cref="ForbidFormatException">It is no such text.</exception>
    public static IReadOnlyList<DatabaseForbid> ParseOrders(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8);
            return
            [
                .. Members(document.RootElement, "$").SelectMany(
                    static member => ReadList(member.Value, $"$.{member.Key}"),
                    static (member, forbid) => new DatabaseForbid(member.Key, forbid)),
            ];
        }
        catch (JsonException e)
        {
            throw new ForbidFormatException($"line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}: no JSON", e);
        }
        catch (InvalidOperationException e)
        {
            throw new ForbidFormatException("$: a string is no Unicode", e);
        }
    }

    private static List<ForbidDefinition> ReadList(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return [];
        if (value.ValueKind != JsonValueKind.Array)
            return [Read(value, path)];
        return [.. value.EnumerateArray().Select((item, i) => Read(item, $"{path}[{i}]"))];
    }

    private static ForbidDefinition Read(JsonElement element, string path)
    {
        Dictionary<string, JsonElement> members = Members(element, path);
        ForbidKind kind = ReadChoice<ForbidKind>(members, "type", null, path);
        ForbidObject target = ReadChoice<ForbidObject>(members, "object", ForbidObject.Database, path);
        ForbidDefinition forbid = new()
        {
            Kind = kind,
            Start = ReadNumber(members, "start", kind == ForbidKind.Timed ? null : 0, path),
            Duration = ReadNumber(members, "duration", kind == ForbidKind.Timed ? null : 0, path),
            Object = target,
            Reason = ReadReason(members, path),
        };
        if (kind == ForbidKind.None)
            return forbid;
        return target == ForbidObject.Database
            ? forbid with { Verbs = members.TryGetValue("crud", out JsonElement crud) ? ReadVerbs(crud, $"{path}.crud") : ForbidVerbs.All }
            : forbid with { Tables = ReadTables(members, path) };
    }

    private static EquatableArray<TableForbid> ReadTables(Dictionary<string, JsonElement> members, string path)
    {
        path += ".crud";
        if (!members.TryGetValue("crud", out JsonElement crud))
            throw new ForbidFormatException($"{path}: is missing");
        return
        [
            .. Members(crud, path)
                .Select(table => new TableForbid(table.Key, ReadVerbs(table.Value, $"{path}.{table.Key}"))),
        ];
    }

    private static ForbidVerbs ReadVerbs(JsonElement value, string path)
    {
        JsonElement[] words = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
        if (Array.Exists(words, static word => word.ValueKind != JsonValueKind.String))
            throw new ForbidFormatException($"{path}: must be a verb or a list of verbs");
        return ForbidVerbs.From(words.Select(static word => word.GetString()!));
    }

    private static string ReadReason(Dictionary<string, JsonElement> members, string path)
    {
        if (!members.TryGetValue("errmsg", out JsonElement value) || value.ValueKind == JsonValueKind.Null)
            return "";
        return value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new ForbidFormatException($"{path}.errmsg: must be a string");
    }

    private static T ReadChoice<T>(Dictionary<string, JsonElement> members, string key, T? fallback, string path)
        where T : struct, Enum
    {
        if (fallback is { } value && !members.ContainsKey(key))
            return value;
        double number = ReadNumber(members, key, null, path);
        foreach (T candidate in Enum.GetValues<T>())
        {
            if (Convert.ToInt32(candidate, CultureInfo.InvariantCulture) == number)
                return candidate;
        }

        string all = string.Join(", ", Enum.GetValues<T>().Select(static value => Convert.ToInt32(value, CultureInfo.InvariantCulture)));
        throw new ForbidFormatException($"{path}.{key}: must be one of {all}");
    }

    private static double ReadNumber(Dictionary<string, JsonElement> members, string key, double? fallback, string path)
    {
        if (!members.TryGetValue(key, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
            return fallback ?? throw new ForbidFormatException($"{path}.{key}: is missing");
        bool isRead = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDouble(out double number) && Keep(number, out fallback),
            JsonValueKind.String => double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                && Keep(number, out fallback),
            _ => false,
        };
        return isRead && double.IsFinite(fallback!.Value)
            ? fallback.Value
            : throw new ForbidFormatException($"{path}.{key}: must be a number");
    }

    private static bool Keep(double number, out double? kept)
    {
        kept = number;
        return true;
    }

    /// <summary>Of keys that appear more than once the last one counts.</summary>
    private static Dictionary<string, JsonElement> Members(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new ForbidFormatException($"{path}: must be an object");
        Dictionary<string, JsonElement> members = new(StringComparer.Ordinal);
        foreach (JsonProperty property in element.EnumerateObject())
            members[property.Name] = property.Value;
        return members;
    }
}
