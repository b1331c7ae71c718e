using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Integration.File.Reading;

/// <summary>
/// Reads the accounts of a database: its own <c>user</c> with <c>password</c> or <c>passwordHash</c>, and the list
/// <c>users</c>.
/// </summary>
internal static class UserReader
{
    /// <summary>The accounts, the database's own first. Without a usable own account there may be none.</summary>
    public static EquatableArray<UserDefinition> Read(ObjectReader database, PasswordReader passwords, ErrorList errors)
    {
        List<UserDefinition> users = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        if (ReadAccount(database, passwords, errors, names) is { } own)
            users.Add(own);
        foreach (JsonItem item in database.Items("users"))
        {
            if (ObjectReader.Open(item, errors) is not { } reader)
                continue;
            UserDefinition? user = ReadAccount(reader, passwords, errors, names);
            bool readOnly = reader.Flag("readOnly");
            LimitsDefinition limits = LimitsReader.Read(reader, errors, rates: false);
            reader.Finish();
            if (user is not null)
                users.Add(user with { ReadOnly = readOnly, Limits = limits });
        }

        return [.. users];
    }

    private static UserDefinition? ReadAccount(
        ObjectReader reader, PasswordReader passwords, ErrorList errors, HashSet<string> names)
    {
        string? name = reader.Text("user", required: true);
        EquatableArray<PasswordHash> hashes = PasswordHashReader.Read(reader, errors);
        bool hasHash = reader.Has(PasswordHashReader.Key);
        string? password = passwords.Read(reader, "password", required: !hasHash);
        if (name is not null && !names.Add(name))
            errors.Add(reader.PathOf("user"), "is listed a second time");
        if (name is null || (password is null && hashes.IsEmpty))
            return null;
        WarnOfPlainListeners(reader, hashes, errors);
        return new UserDefinition { Name = name, Password = password, Hashes = hashes };
    }

    /// <summary>What every client can prove without TLS is a hash of mysql_native_password, and nothing else.</summary>
    private static void WarnOfPlainListeners(ObjectReader reader, EquatableArray<PasswordHash> hashes, ErrorList errors)
    {
        bool hasNative = false;
        bool hasEd25519 = false;
        foreach (PasswordHash hash in hashes)
        {
            hasNative |= hash.Kind == PasswordHashKind.DoubleSha1;
            hasEd25519 |= hash.Kind == PasswordHashKind.Ed25519;
        }

        if (hashes.IsEmpty || hasNative)
            return;
        errors.Warn(
            reader.PathOf(PasswordHashReader.Key),
            hasEd25519
                ? "no listener offers TLS: only clients that know client_ed25519 can log in"
                : "no listener offers TLS: only clients that fetch the proxy's RSA key (allowPublicKeyRetrieval and the like) can log in",
            onlyWithoutTls: true);
    }
}
