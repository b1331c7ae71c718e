using System.Net;
using SceNettyProxy.Tenancy.Databases;
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
            Password = reader.Secret("password", keyFile),
            AuthedIps = reader.Addresses("authedIps", defaults.AuthedIps),
            Listen = ReadEndpoint(reader, "listen"),
            Advertise = ReadEndpoint(reader, "advertise"),
            Secret = reader.Secret("secret", keyFile),
        };
        reader.Finish();
        if (options.Listen is { } listen && !IPAddress.TryParse(listen.Host, out _))
            reader.Fail("listen", $"\"{listen.Host}\" is not an IP address");
        if (options.User.Length > 0 && options.Password.Length == 0)
            reader.Fail("password", "must not be empty where there is a user");
        return options;
    }

    private static Endpoint? ReadEndpoint(SectionReader reader, string key)
    {
        string text = reader.Text(key, "", allowEmpty: true);
        if (text.Length == 0)
            return null;
        if (Endpoint.TryParse(text, out Endpoint endpoint, out string? error))
            return endpoint;
        reader.Fail(key, error);
        return null;
    }
}
