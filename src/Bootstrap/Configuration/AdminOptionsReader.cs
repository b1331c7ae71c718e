using SceNettyProxy.Tenancy.Secrets;
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
            Password = ReadPassword(reader, keyFile),
            AuthedIps = reader.Addresses("authedIps", defaults.AuthedIps),
        };
        reader.Finish();
        if (options.User.Length > 0 && options.Password.Length == 0)
            reader.Fail("password", "must not be empty where there is a user");
        return options;
    }

    private static string ReadPassword(SectionReader reader, string keyFile)
    {
        string password = reader.Text("password", "", allowEmpty: true);
        if (!SecretProtector.IsProtected(password))
            return password;
        try
        {
            if (keyFile.Length > 0)
                return new SecretProtector(SecretKeyFile.Read(keyFile)).Unprotect(password);
            reader.Fail("password", "is encrypted, but registry.keyFile names no key");
        }
        catch (SecretException e)
        {
            reader.Fail("password", e.Message);
        }

        return password;
    }
}
