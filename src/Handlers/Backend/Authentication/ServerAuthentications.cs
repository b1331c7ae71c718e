using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.MySql.Authentication;

namespace SceNettyProxy.Handlers.Backend.Authentication;

/// <summary>The plugins by which the proxy logs in to servers, by name.</summary>
internal static class ServerAuthentications
{
    /// <summary>Null for a plugin that is not spoken.</summary>
    public static IServerAuthentication? Create(string plugin, ServerSecrets secrets) => plugin switch
    {
        NativePassword.PluginName => new NativeAuthentication(secrets),
        CachingSha2Password.PluginName => new CachingSha2Authentication(secrets),
        Sha256Authentication.PluginName => new Sha256Authentication(secrets),
        ClearPassword.PluginName => new ClearPasswordAuthentication(secrets),
        Ed25519Password.PluginName => new Ed25519Authentication(secrets),
        _ => null,
    };

    /// <summary>
    /// The answer to a greeting. Its plugin is the server's default and need not be the account's, so one that cannot be
    /// answered here is no reason to stop: mysql_native_password takes its place, and the server switches where it must.
    /// </summary>
    /// <exception cref="MySqlProtocolException">The greeting's scramble is no scramble.</exception>
    public static IServerAuthentication Begin(
        HandshakeV10 server, ServerSecrets secrets, CapabilityFlags capabilities, out byte[] answer)
    {
        if (secrets.Password is not null && server.AuthPlugin is CachingSha2Password.PluginName or Sha256Authentication.PluginName)
        {
            IServerAuthentication authentication = Create(server.AuthPlugin, secrets)!;
            try
            {
                answer = authentication.Begin(server.Scramble);
                if (answer.Length <= byte.MaxValue || capabilities.HasFlag(CapabilityFlags.PluginAuthLenencData))
                    return authentication;
            }
            catch (ServerLoginException)
            {
                // Only the account's own plugin may say so.
            }
        }

        var native = new NativeAuthentication(secrets);
        answer = native.Begin(server.Scramble);
        return native;
    }

    /// <summary>The first bytes of a plugin's data as a scramble.</summary>
    /// <exception cref="MySqlProtocolException">There are fewer.</exception>
    public static ReadOnlySpan<byte> Scramble(ReadOnlySpan<byte> data, int length) => data.Length >= length
        ? data[..length]
        : throw new MySqlProtocolException(ProtocolError.Malformed, "the server's scramble is too short");

    /// <summary>Data of the server that the plugin has no use for.</summary>
    public static MySqlProtocolException Unexpected() =>
        new(ProtocolError.UnexpectedPacket, "the server sends data that its plugin does not");
}
