using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Integration.File.Reading;

/// <summary>
/// Reads the accounts of a database: its own <c>user</c> and <c>password</c>, and the list <c>users</c>.
/// </summary>
internal static class UserReader
{
    /// <summary>The accounts, the database's own first. Without a usable own account there may be none.</summary>
    public static EquatableArray<UserDefinition> Read(ObjectReader database, PasswordReader passwords, ErrorList errors)
    {
        List<UserDefinition> users = [];
        string? user = database.Text("user", required: true);
        string? password = passwords.Read(database, "password", required: true);
        if (user is not null && password is not null)
            users.Add(new UserDefinition { Name = user, Password = password });

        HashSet<string> names = new(StringComparer.Ordinal);
        if (user is not null)
            names.Add(user);
        foreach (JsonItem item in database.Items("users"))
        {
            if (ObjectReader.Open(item, errors) is not { } reader)
                continue;
            string? name = reader.Text("user", required: true);
            string? secret = passwords.Read(reader, "password", required: true);
            bool readOnly = reader.Flag("readOnly");
            LimitsDefinition limits = LimitsReader.Read(reader, errors);
            reader.Finish();
            if (name is not null && !names.Add(name))
                errors.Add(reader.PathOf("user"), "is listed a second time");
            if (name is not null && secret is not null)
                users.Add(new UserDefinition { Name = name, Password = secret, ReadOnly = readOnly, Limits = limits });
        }

        return [.. users];
    }
}
