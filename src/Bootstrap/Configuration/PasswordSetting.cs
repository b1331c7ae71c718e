using SceNettyProxy.Tenancy.Secrets;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>Reads passwords of proxy.json: plain text, or what <c>sceproxy encrypt</c> prints.</summary>
internal static class PasswordSetting
{
    /// <param name="keyFile">The key of encrypted passwords, an absolute path; empty for none.</param>
    public static string Read(SectionReader reader, string key, string keyFile)
    {
        string password = reader.Text(key, "", allowEmpty: true);
        if (!SecretProtector.IsProtected(password))
            return password;
        try
        {
            if (keyFile.Length > 0)
                return new SecretProtector(SecretKeyFile.Read(keyFile)).Unprotect(password);
            reader.Fail(key, "is encrypted, but registry.keyFile names no key");
        }
        catch (SecretException e)
        {
            reader.Fail(key, e.Message);
        }

        return password;
    }
}
