using System.Text.Json;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Integration.File.Reading;

/// <summary>Reads <c>passwordHash</c>: one hash, or a list with at most one of each kind.</summary>
internal static class PasswordHashReader
{
    public const string Key = "passwordHash";

    public static EquatableArray<PasswordHash> Read(ObjectReader parent, ErrorList errors)
    {
        List<PasswordHash> hashes = [];
        foreach (JsonItem item in parent.OneOrMore(Key))
        {
            PasswordHash? hash = item.Value.ValueKind == JsonValueKind.String ? PasswordHash.Parse(item.Value.GetString()!) : null;
            if (hash is null)
                errors.Add(item.Path, "is no hash of mysql_native_password (*…), caching_sha2_password ($A$… or 0x…) or ed25519 (43 characters)");
            else if (hashes.Exists(other => other.Kind == hash.Kind))
                errors.Add(item.Path, "is the second hash of its kind");
            else
                hashes.Add(hash);
        }

        if (parent.Has(Key) && parent.Has("password"))
            errors.Add(parent.PathOf(Key), "and password exclude each other");
        return [.. hashes];
    }
}
