using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>Reads <c>admin</c>.</summary>
internal static class AdminOptionsReader
{
    /// <param name="keyFile">The key of encrypted passwords, an absolute path; empty for none.</param>
    public static AdminOptions Read(SectionReader reader, string keyFile)
    {
        AdminOptions defaults = new();
        AdminOptions options = new()
        {
            User = reader.Text("user", defaults.User, allowEmpty: true),
            Password = PasswordSetting.Read(reader, "password", keyFile),
            AuthedIps = reader.Addresses("authedIps", defaults.AuthedIps),
        };
        reader.Finish();
        if (options.User.Length > 0 && options.Password.Length == 0)
            reader.Fail("password", "must not be empty where there is a user");
        return options;
    }
}
