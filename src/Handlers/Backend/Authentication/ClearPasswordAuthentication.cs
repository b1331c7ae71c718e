using SceNettyProxy.Codecs.MySql.Authentication;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Handlers.Backend.Authentication;

/// <summary>
/// mysql_clear_password: the server gets the password to check it elsewhere (PAM, LDAP). Only where it is allowed, and over
/// TLS with a server that was verified: anybody could ask for it.
/// </summary>
internal sealed class ClearPasswordAuthentication(ServerSecrets secrets) : IServerAuthentication
{
    public string Plugin => ClearPassword.PluginName;

    public byte[] Begin(ReadOnlySpan<byte> data)
    {
        if (!secrets.AllowClearPassword)
            throw new ServerLoginException($"the server wants {ClearPassword.PluginName}, and pool.allowClearPassword is not set");
        if (secrets.Protection != ChannelProtection.Verified)
        {
            string modes = $"{SettingName.Of(ServerTlsMode.VerifyCa)} or {SettingName.Of(ServerTlsMode.VerifyIdentity)}";
            throw new ServerLoginException($"the server wants {ClearPassword.PluginName}, which needs pool.tls to be {modes}");
        }

        return secrets.TerminatedPassword(ClearPassword.PluginName);
    }

    public byte[]? Continue(ReadOnlySpan<byte> data) => throw ServerAuthentications.Unexpected();
}
