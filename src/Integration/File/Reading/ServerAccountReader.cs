using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Integration.File.Reading;

/// <summary>
/// Reads the account by which the proxy logs in to the servers: <c>serverUser</c> and <c>serverPassword</c>, or the
/// database's own.
/// </summary>
internal static class ServerAccountReader
{
    private const string UserKey = "serverUser";
    private const string PasswordKey = "serverPassword";

    /// <summary>No password where the secret of a native login has to stand in for it. Only to be used when there are no
    /// errors.</summary>
    public static (string? User, string? Password) Read(
        ObjectReader reader, EquatableArray<UserDefinition> users, PasswordReader passwords, ErrorList errors)
    {
        string? user = reader.Text(UserKey);
        UserDefinition? own = users.IsEmpty ? null : users[0];
        bool isOwn = own is not null && (user is null || user == own.Name);
        bool isHashed = isOwn && own!.Password is null;
        string? password = passwords.Read(reader, PasswordKey, required: user is not null && !isOwn);
        if (reader.Has(PasswordKey) && user is null && !isHashed)
            errors.Add(reader.PathOf(UserKey), "is missing");
        if (password is null && isHashed && !reader.Has(PasswordKey))
            CheckHashes(reader, own!, errors);
        return (user ?? own?.Name, password ?? (isOwn ? own!.Password : null));
    }

    private static void CheckHashes(ObjectReader reader, UserDefinition own, ErrorList errors)
    {
        if (own.HashOf(PasswordHashKind.DoubleSha1) is null)
        {
            errors.Add(
                reader.PathOf(PasswordKey),
                "is missing: the servers would ask for a password of which only the hash is known");
            return;
        }

        errors.Warn(
            reader.PathOf(PasswordHashReader.Key),
            "without serverPassword the servers, which must take mysql_native_password, are out of reach until a client has logged in as this user");
    }
}
