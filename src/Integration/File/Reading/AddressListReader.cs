using System.Text.Json;
using SceNettyProxy.Tenancy.Addresses;

namespace SceNettyProxy.Integration.File.Reading;

/// <summary>
/// Reads a list of addresses; a range may be a text <c>"[from, to]"</c> or a list <c>["from", "to"]</c>.
/// </summary>
internal static class AddressListReader
{
    public static AddressList Read(ObjectReader parent, string key, ErrorList errors) => Read(parent.Items(key), errors);

    /// <summary>Reads a list that is no member of an object.</summary>
    public static AddressList Read(JsonItem list, ErrorList errors)
    {
        if (list.Value.ValueKind == JsonValueKind.Array)
            return Read(list.Value.EnumerateArray().Select((value, i) => new JsonItem(value, JsonPath.Item(list.Path, i))), errors);
        errors.Add(list.Path, JsonText.MustBe("a list", list.Value));
        return AddressList.Empty;
    }

    private static AddressList Read(IEnumerable<JsonItem> items, ErrorList errors)
    {
        List<string> entries = [];
        List<string> paths = [];
        foreach (JsonItem item in items)
        {
            if (EntryOf(item.Value) is { } entry)
            {
                entries.Add(entry);
                paths.Add(item.Path);
            }
            else
            {
                errors.Add(item.Path, "must be an address as a string, or a range as a list [from, to]");
            }
        }

        if (AddressList.TryParse(entries, out AddressList? list, out var wrong))
            return list;
        foreach (AddressListError error in wrong)
            errors.Add(paths[error.Index], error.Message);
        return AddressList.Empty;
    }

    private static string? EntryOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
            return value.GetString();
        return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2
            && value.EnumerateArray().All(end => end.ValueKind == JsonValueKind.String)
            ? $"[{value[0].GetString()}, {value[1].GetString()}]"
            : null;
    }
}
