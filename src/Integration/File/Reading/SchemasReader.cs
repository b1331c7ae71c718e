using System.Text.Json;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Integration.File.Reading;

/// <summary>Reads the list of further schemas.</summary>
internal static class SchemasReader
{
    public static EquatableArray<string> Read(ObjectReader database, ErrorList errors)
    {
        List<string> schemas = [];
        foreach (JsonItem item in database.Items("schemas"))
        {
            if (item.Value.ValueKind == JsonValueKind.String && item.Value.GetString() is { Length: > 0 } schema)
                schemas.Add(schema);
            else
                errors.Add(item.Path, "must be the name of a schema, or \"*\" for all");
        }

        return [.. schemas];
    }
}
