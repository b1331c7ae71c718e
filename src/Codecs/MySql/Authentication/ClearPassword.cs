namespace SceNettyProxy.Codecs.MySql.Authentication;

/// <summary>
/// mysql_clear_password, and the full authentication of caching_sha2_password under TLS: the packet is the password with a
/// zero byte behind it, which some clients leave out.
/// </summary>
public static class ClearPassword
{
    /// <summary>The plugin's name in login and auth switch.</summary>
    public const string PluginName = "mysql_clear_password";

    /// <summary>The password in such a packet; a part of it.</summary>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> payload) => payload is [.. var password, 0] ? password : payload;
}
